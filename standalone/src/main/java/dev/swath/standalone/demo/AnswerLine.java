package dev.swath.standalone.demo;

import dev.swath.contracts.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** An answer as a line for people. */
final class AnswerLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private AnswerLine() {}

  /**
   * @param sinceStart how long after the start of the demo it came
   */
  static String of(Answer answer, Duration sinceStart) {
    Answer.Properties p = answer.data().properties();
    return String.format(
        Locale.ROOT,
        "%s  %s  %s: %s  (confidence %.2f, after %.1f s)",
        p.acquired().stream().map(AnswerLine::time).collect(Collectors.joining(" -> ")),
        p.tile(),
        p.requestId() == null ? p.task() : p.requestId() + ", " + p.instruction(),
        oneLine(p.answer()),
        p.confidence(),
        sinceStart.toMillis() / 1e3);
  }

  private static String time(Instant acquired) {
    return TIME.format(acquired);
  }

  /** What a model says must not move the terminal's cursor. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
