package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import dev.swath.lab.eval.report.TestResult.GoalResult;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A result as Markdown. */
public final class MarkdownReport {

  private MarkdownReport() {}

  /** The whole report. */
  public static String of(EvaluationResult result, Published published) {
    StringBuilder text = new StringBuilder();
    text.append("# Evaluation: %s, %s split\n\n".formatted(result.suite(), result.split()));
    text.append(scores(result));
    ComparisonTable.of(result, published).forEach(table -> append(text, "##", table));
    return text.toString();
  }

  /** The scores, and the published tables in which there are some: the card's benchmarks. */
  public static String benchmarks(EvaluationResult result, Published published) {
    StringBuilder text = new StringBuilder(scores(result));
    ComparisonTable.measured(result, published).forEach(table -> append(text, "###", table));
    return text.toString();
  }

  private static void append(StringBuilder text, String heading, ComparisonTable table) {
    text.append("\n%s %s\n\n".formatted(heading, table.title()));
    if (!table.note().isEmpty()) {
      text.append(table.note()).append("\n\n");
    }
    text.append(row(table.header())).append(rule(table.header().size()));
    table.rows().forEach(row -> text.append(row(row.cells())));
  }

  /** The scores with all that is needed to read and to repeat them: the model card's section. */
  public static String scores(EvaluationResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Generated answers, greedy, on the %s split. In brackets the 95 %% bootstrap interval; shares in %%, caption scores times 100.\n\n"
            .formatted(result.split()));
    List<String> header = List.of("test", "metric", "n", "without clue", "with clue");
    text.append(row(header)).append(rule(header.size()));
    for (TestResult test : result.tests()) {
      Set<String> metrics = new LinkedHashSet<>();
      test.scores().forEach(score -> metrics.add(score.metric()));
      for (String metric : metrics) {
        Optional<Measured> without = test.score(metric, false);
        Optional<Measured> with = test.score(metric, true);
        int n = without.or(() -> with).map(Measured::n).orElse(0);
        text.append(
            row(
                List.of(
                    test.name(),
                    metric,
                    format("%,d", n),
                    without.map(Measured::text).orElse(""),
                    with.map(Measured::text).orElse(""))));
      }
    }
    remarks(result).forEach(line -> text.append("\n- ").append(line));
    text.append(remarks(result).isEmpty() ? "\n" : "\n\n").append(identity(result));
    return text.toString();
  }

  /** Goals, calibration errors, what was left out and what was not run, a sentence each. */
  static List<String> remarks(EvaluationResult result) {
    List<String> lines = new ArrayList<>();
    for (TestResult test : result.tests()) {
      for (GoalResult goal : test.goals()) {
        lines.add(
            format(
                "%s: goal %s at least %.1f: %s (%.1f, %s clue)",
                test.name(),
                goal.metric(),
                goal.least(),
                goal.reached() ? "reached" : "MISSED",
                goal.value(),
                goal.clues() ? "with" : "without"));
      }
      if (test.reliability() != null) {
        lines.add(
            format(
                "%s: expected calibration error %.3f, Brier score %.3f",
                test.name(), test.reliability().ece(), test.reliability().brier()));
      }
      for (LeftOut left : test.leftOut()) {
        lines.add(format("%s: left out %,d: %s", test.name(), left.count(), left.reason()));
      }
    }
    result
        .allReliability()
        .ifPresent(
            all ->
                lines.add(
                    format(
                        "all answers that are right or wrong: expected calibration error %.3f, Brier"
                            + " score %.3f",
                        all.ece(), all.brier())));
    for (NotRun test : result.notRun()) {
      lines.add("%s: not run: %s".formatted(test.test(), test.reason()));
    }
    return lines;
  }

  /** Command, seed and fingerprints. */
  static String identity(EvaluationResult result) {
    EvaluationResult.Model model = result.model();
    return format(
        "Measured by `%s` (seed %d of the intervals). Model %s: encoder fingerprint `%s`, language"
            + " fingerprint `%s`, %s; temperature of the confidences %.3f.\n",
        result.command(),
        result.seed(),
        model.name(),
        model.encoder(),
        model.language(),
        model.adapter().isEmpty()
            ? "no adapter"
            : "adapter `%s` `%s`".formatted(model.adapter(), model.adapterFingerprint()),
        model.temperature());
  }

  /** Reports read the same whatever the user's language. */
  static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  static String row(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |\n";
  }

  static String rule(int columns) {
    return "|" + " --- |".repeat(columns) + "\n";
  }
}
