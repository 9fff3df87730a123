package dev.swath.lab.eval;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.train.Corpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The suites that there are: some by name, and any file. */
final class Suites {

  /** The tests of the compact model. */
  static final String COMPACT = "compact";

  /** Suites of the lab that are files. */
  private static final List<String> FILES = List.of("ucm", "seeds");

  private Suites() {}

  /**
   * @param suite a name or a YAML file
   * @throws IOException if there is no such suite, or its data is not there
   */
  static Suite open(String suite, Path data, Split split) throws IOException {
    SuiteFile reader = new SuiteFile(data, split);
    if (suite.equals(COMPACT)) {
      return CompactSuite.of(Corpus.read(data), split);
    }
    if (FILES.contains(suite)) {
      try (InputStream in = Suites.class.getResourceAsStream(suite + ".yaml")) {
        return reader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), "suite " + suite);
      }
    }
    Path file = Path.of(suite);
    if (Files.isRegularFile(file)) {
      return reader.read(Files.readString(file), suite);
    }
    throw new IOException(
        "there is no suite '%s' and no such file; suites are %s, ucm, seeds, or a YAML file"
            .formatted(suite, COMPACT));
  }
}
