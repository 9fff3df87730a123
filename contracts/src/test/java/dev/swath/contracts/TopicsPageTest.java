package dev.swath.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With {@code -Dswath.docs.write=true} it writes the page before it compares. */
class TopicsPageTest {

  private static final Path PAGE = Path.of("../docs/topics.md");

  @Test
  void thePageSaysWhatTheTopicsAre() throws IOException {
    if (Boolean.getBoolean("swath.docs.write")) {
      Files.writeString(PAGE, TopicsPage.text());
    }

    assertThat(Files.readString(PAGE))
        .as("docs/topics.md; the page itself says how it is written anew")
        .isEqualTo(TopicsPage.text());
  }
}
