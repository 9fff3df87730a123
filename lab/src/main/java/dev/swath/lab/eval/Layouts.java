package dev.swath.lab.eval;

import dev.swath.lab.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The readers of dataset layouts that suite files can name.
 *
 * @param readers by the layout's name
 */
record Layouts(Map<String, Reader> readers) {

  /** Reads a dataset from its file or folder. */
  @FunctionalInterface
  interface Reader {
    Dataset read(Path place) throws IOException;
  }

  Layouts {
    readers = Map.copyOf(readers);
  }

  static Layouts all() {
    return new Layouts(Map.of("json-lines", JsonLines::read));
  }

  Set<String> names() {
    return new TreeMap<>(readers).keySet();
  }

  boolean has(String layout) {
    return readers.containsKey(layout);
  }

  Dataset read(String layout, Path place) throws IOException {
    return readers.get(layout).read(place);
  }
}
