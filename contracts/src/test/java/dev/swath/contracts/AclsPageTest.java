package dev.swath.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With {@code -Dswath.docs.write=true} it writes the page before it compares. */
class AclsPageTest {

  private static final Path PAGE = Path.of("../docs/acls.md");

  @Test
  void thePageSaysWhoMayDoWhat() throws IOException {
    if (Boolean.getBoolean("swath.docs.write")) {
      Files.writeString(PAGE, AclsPage.text());
    }

    assertThat(Files.readString(PAGE))
        .as("docs/acls.md; the page itself says how it is written anew")
        .isEqualTo(AclsPage.text());
  }
}
