package dev.swath.standalone.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page below docs/ that is made from code, and committed so that it can be read. */
final class CommittedPage {

  private static final String WRITE = "swath.docs.write";

  /** How to make the pages anew; each of them says so. */
  static final String HOW =
      "mvn -pl standalone -am test -Dtest=PagesTest -Dsurefire.failIfNoSpecifiedTests=false -D"
          + WRITE;

  private CommittedPage() {}

  /** Fails if the committed page differs; writes it instead if the system property is there. */
  static void check(String name, String page) throws IOException {
    Path file = Path.of("../docs", name);
    if (System.getProperty(WRITE) != null) {
      Files.writeString(file, page);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as("docs/%s is not what the code says; make it anew by\n  %s\n", name, HOW)
        .isEqualTo(page);
  }
}
