package dev.swath.standalone.bench;

import dev.swath.lab.bench.CpuTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the threads of this process have done, by what they are there for, in processor seconds. The
 * kernel knows those of libtorch, the garbage collector and the compilers too. Empty where there is
 * no {@code /proc}.
 *
 * @param seconds by what the threads are there for
 */
record ThreadTimes(Map<String, Double> seconds) {

  private static final Path TASKS = Path.of("/proc/self/task");

  /** How names of threads begin; the kernel keeps 15 letters of a name. */
  private static final Map<String, String> PURPOSES = purposes();

  private static final String OTHER = "other";

  private static Map<String, String> purposes() {
    Map<String, String> purposes = new LinkedHashMap<>();
    purposes.put("swath-compute", "the networks");
    purposes.put("swath-decoding", "the decoders");
    purposes.put("swath-change", "Kafka Streams");
    purposes.put("C1 Compiler", "Java's compilers");
    purposes.put("C2 Compiler", "Java's compilers");
    purposes.put("G1 ", "garbage collection");
    purposes.put("GC ", "garbage collection");
    purposes.put("data-plane", "the broker");
    purposes.put("kafka-producer", "producers");
    purposes.put("kafka-coordina", "consumers");
    purposes.put("org.springframe", "listeners");
    purposes.put("prompts-", "listeners");
    purposes.put("features-", "listeners");
    purposes.put("executor-Fetch", "the broker");
    purposes.put("group-coordina", "the broker");
    purposes.put("transaction-", "the broker");
    return purposes;
  }

  /** Up to now. */
  static ThreadTimes now() {
    Map<String, Double> seconds = new TreeMap<>();
    if (Files.isDirectory(TASKS)) {
      try (Stream<Path> tasks = Files.list(TASKS)) {
        tasks.forEach(task -> add(task.resolve("stat"), seconds));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ThreadTimes(seconds);
  }

  private static void add(Path file, Map<String, Double> seconds) {
    try {
      String stat = Files.readString(file);
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      seconds.merge(purpose(name), CpuTime.ofStatus(stat), Double::sum);
    } catch (IOException e) {
      // The thread has ended meanwhile.
    }
  }

  private static String purpose(String name) {
    return PURPOSES.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OTHER);
  }

  /** What has been done since. */
  ThreadTimes since(ThreadTimes earlier) {
    Map<String, Double> since = new TreeMap<>();
    seconds.forEach(
        (purpose, now) -> since.put(purpose, now - earlier.seconds.getOrDefault(purpose, 0.0)));
    return new ThreadTimes(since);
  }

  /** The most expensive first, such as "the networks 21.3 s, the broker 2.1 s". */
  @Override
  public String toString() {
    List<Map.Entry<String, Double>> all =
        seconds.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .toList();
    return all.stream()
        .filter(entry -> entry.getValue() >= 0.05)
        .map(entry -> String.format(Locale.ROOT, "%s %.1f s", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
