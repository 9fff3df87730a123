package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads what to learn. */
@FunctionalInterface
public interface MixtureReader {

  /**
   * @return the entries of an epoch; an example that comes several times is there several times
   * @throws IOException naming file and line, if it cannot be used
   */
  List<Example> read(Path file) throws IOException;
}
