package dev.swath.standalone.dlt;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./swath dlt list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Counts dead letters by topic, with the services that gave up and the newest one's reason.")
final class ListCommand implements Callable<Integer> {

  /** A table whose lines are much longer is none. */
  private static final int MAX_REASON_CHARS = 160;

  @Spec private CommandSpec spec;
  @Mixin private KafkaAccess kafka;
  @Mixin private Filter filter;

  @Option(names = "--each", description = "A line for each dead letter, instead of each topic.")
  private boolean each;

  /** What is told of one topic. */
  private static final class Summary {
    private long count;
    private final Set<String> services = new TreeSet<>();
    private DeadLetter newest;

    private void add(DeadLetter letter) {
      count++;
      services.add(letter.service());
      if (newest == null || letter.message().timestamp() >= newest.message().timestamp()) {
        // Only its headers are told: what it holds may be large.
        newest = letter.withoutValue();
      }
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Summary> topics = new LinkedHashMap<>();
    new DeadLetterReader(kafka)
        .read(
            filter,
            letter -> {
              topics.computeIfAbsent(letter.place().topic(), t -> new Summary()).add(letter);
              if (each) {
                out.println(line(letter));
              }
            });
    if (!each) {
      topics.forEach((topic, summary) -> out.println(line(topic, summary)));
    }
    long count = topics.values().stream().mapToLong(summary -> summary.count).sum();
    out.println(
        count == 0
            ? "No dead letters."
            : "%d dead letters on %d topics.".formatted(count, topics.size()));
    out.flush();
    return 0;
  }

  private static String line(String topic, Summary summary) {
    return "%-18s %7d  newest %-24s  by %s: %s"
        .formatted(
            topic,
            summary.count,
            summary.newest.time(),
            String.join(", ", summary.services),
            shortened(summary.newest.reason()));
  }

  private static String line(DeadLetter letter) {
    return "%-26s  %-24s  by %s after %s tries%s: %s"
        .formatted(
            letter.place(),
            letter.time(),
            letter.service(),
            letter.attempts(),
            letter.replayed() == 0 ? "" : ", replayed " + letter.replayed() + " times",
            shortened(letter.reason()));
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON_CHARS
        ? reason
        : reason.substring(0, MAX_REASON_CHARS) + "...";
  }
}
