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
 * @param goal what the ratio should be: at least, or at most; empty if it is only reported
 * @param note what else is to be said, such as why it was not run; may be empty
 * @param limits what is known to keep it from its goal, what was tried, and what comes next: told
 *     if it is missed; may be empty
 */
public record Figure(
    String name,
    String against,
    String measured,
    String reference,
    Optional<Double> ratio,
    Optional<Goal> goal,
    String note,
    String limits) {

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
    return new Figure(
        name, against, measured, reference, Optional.of(ratio), Optional.of(goal), "", "");
  }

  /** A figure that has no goal. */
  public static Figure reported(
      String name, String against, String measured, String reference, double ratio) {
    return new Figure(
        name, against, measured, reference, Optional.of(ratio), Optional.empty(), "", "");
  }

  public static Figure notRun(String name, String against, Goal goal, String reason) {
    return new Figure(name, against, "", "", Optional.empty(), Optional.of(goal), reason, "");
  }

  /** One that has no goal, or several of which none is known. */
  public static Figure notRun(String name, String reason) {
    return new Figure(name, "", "", "", Optional.empty(), Optional.empty(), reason, "");
  }

  public Figure noting(String text) {
    return new Figure(name, against, measured, reference, ratio, goal, text, limits);
  }

  /** Says what keeps it from its goal; only what is known. */
  public Figure limitedBy(String text) {
    return new Figure(name, against, measured, reference, ratio, goal, note, text);
  }

  /** {@code ok}, {@code MISSED}, {@code reported} or {@code not run}. */
  public String status() {
    if (ratio.isEmpty()) {
      return "not run";
    }
    return goal.map(wanted -> wanted.reached(ratio.get()) ? "ok" : "MISSED").orElse("reported");
  }

  boolean missed() {
    return status().equals("MISSED");
  }

  String ratioText() {
    return ratio.map(Figure::number).orElse("-");
  }

  String goalText() {
    return goal.map(Goal::toString).orElse("-");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
