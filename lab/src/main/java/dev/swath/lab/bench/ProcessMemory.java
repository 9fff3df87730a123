package dev.swath.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process takes of the machine's memory, in bytes; on Linux only. */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  public static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  /** Now. */
  public static long resident() throws IOException {
    return field("VmRSS");
  }

  /** At the most so far. */
  public static long peak() throws IOException {
    return field("VmHWM");
  }

  /** Of {@code name=bytes} among what a process printed. */
  public static long told(String output, String name) {
    Matcher value = Pattern.compile("\\b" + name + "=(\\d+)").matcher(output);
    if (!value.find()) {
      throw new IllegalStateException("no " + name + " in '" + output.strip() + "'");
    }
    return Long.parseLong(value.group(1));
  }

  public static String text(double bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  private static long field(String name) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name + ":")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no " + name + " in " + STATUS);
  }
}
