package dev.swath.standalone.dlt;

import dev.swath.contracts.Topics;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that choose dead letters. */
final class Filter {

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only those of this topic, with or without .DLT; repeatable.")
  private List<String> topics = List.of();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those whose reason contains this, in upper or lower case.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Only those since a time (2026-11-21T17:50:00Z) or a while ago (90s, 30m, 2h).",
      converter = Since.class)
  private Instant since;

  /** Whether anything is chosen at all. */
  boolean isGiven() {
    return !topics.isEmpty() || reason != null || since != null;
  }

  /** The named dead-letter topics; empty: all. */
  List<String> topics() {
    return topics.stream()
        .map(name -> Topics.isDeadLetter(name) ? name : Topics.deadLetter(name))
        .toList();
  }

  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  boolean accepts(DeadLetter letter) {
    return reason == null
        || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT));
  }

  /** Reads a time, or how long ago it was. */
  static final class Since implements ITypeConverter<Instant> {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    @Override
    public Instant convert(String text) {
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        String span = (ago.group(2).equals("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT);
        return Instant.now().minus(Duration.parse(span));
      }
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'%s' is neither a time (2026-11-21T17:50:00Z) nor a while (90s, 30m, 2h, 3d)"
                .formatted(text));
      }
    }
  }
}
