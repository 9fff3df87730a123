package dev.swath.lab.bench;

import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a measurement ran on, in words. */
public final class Surroundings {

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Surroundings() {}

  /** One sentence: processor, memory, operating system, Java and libtorch. */
  public static String describe() {
    return "%s with %d cores, %s of memory, %s %s; %s %s; libtorch %s with %s."
        .formatted(
            value(PROCESSOR, "model name").orElse("a processor of unknown name"),
            Runtime.getRuntime().availableProcessors(),
            kilobytes("MemTotal")
                .map(kB -> String.format(Locale.ROOT, "%.1f GB", kB * 1024 / 1e9))
                .orElse("an unknown amount"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            Torch.version(),
            Torch.device().isGpu() ? "a GPU" : Torch.threads() + " threads");
  }

  /** Bytes that can be had without paging; empty where the system does not say. */
  public static Optional<Long> availableMemory() {
    return kilobytes("MemAvailable").map(kB -> kB * 1024);
  }

  private static Optional<Long> kilobytes(String field) {
    return value(MEMORY, field).map(text -> Long.parseLong(text.replaceAll("\\D", "")));
  }

  /** The first {@code field : value} of a file of such lines. */
  private static Optional<String> value(Path file, String field) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream()
          .filter(line -> line.startsWith(field) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
