package dev.swath.standalone.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A JVM as {@code ./swath demo} starts it. */
final class DemoJvm {

  private static final String OPTIONS = "/dev/swath/standalone/demo.options";

  private DemoJvm() {}

  /** Its options: those of the file that the script gives to java. */
  static List<String> options() throws IOException {
    try (InputStream file = DemoJvm.class.getResourceAsStream(OPTIONS)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("-"))
          .toList();
    }
  }

  /** Half of the cores for libtorch: the other half is for broker and services. */
  static Map<String, String> environment() {
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return Map.of("OMP_NUM_THREADS", Integer.toString(half));
  }
}
