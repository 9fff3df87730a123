package dev.swath.lab.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One figure: what was measured, beside what it is measured against in the same run.
 *
 * @param name what is measured
 * @param against what with
 * @param measured the measured value with its unit, such as "118 GFLOP/s"
 * @param reference the value that it is measured against
 * @param ratio of the two, measured over reference; empty if it was not run
 * @param goal what the ratio should be: at least, or at most
 * @param note what else is to be said, such as why it was not run; may be empty
 */
public record Figure(
    String name,
    String against,
    String measured,
    String reference,
    Optional<Double> ratio,
    Goal goal,
    String note) {

  /** What a ratio should be. */
  public record Goal(double value, boolean atLeast) {

    public static Goal atLeast(double value) {
      return new Goal(value, true);
    }

    public static Goal atMost(double value) {
      return new Goal(value, false);
    }

    boolean reached(double ratio) {
      return atLeast ? ratio >= value : ratio <= value;
    }

    @Override
    public String toString() {
      return (atLeast ? ">= " : "<= ") + Figure.number(value);
    }
  }

  public static Figure of(
      String name, String against, String measured, String reference, double ratio, Goal goal) {
    return new Figure(name, against, measured, reference, Optional.of(ratio), goal, "");
  }

  public static Figure notRun(String name, String against, Goal goal, String reason) {
    return new Figure(name, against, "", "", Optional.empty(), goal, reason);
  }

  public Figure noting(String text) {
    return new Figure(name, against, measured, reference, ratio, goal, text);
  }

  /** {@code ok}, {@code MISSED} or {@code not run}. */
  public String status() {
    return ratio.map(value -> goal.reached(value) ? "ok" : "MISSED").orElse("not run");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
