package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What joint tuning, the change module and clues are worth, as it is written to {@code
 * ablation.json}.
 *
 * @param command as it was typed
 * @param steps that each jointly tuned adapter learnt for
 * @param columns one an adapter and way of asking; the first is asked all tests
 */
public record AblationResult(String command, long steps, List<Column> columns) {

  /**
   * @param clue whether it was asked with a clue
   */
  public record Column(String name, boolean clue, EvaluationResult result) {

    private Optional<Measured> score(String test, String metric) {
      return result.tests().stream()
          .filter(one -> one.name().equals(test))
          .findFirst()
          .flatMap(one -> one.score(metric, clue));
    }
  }

  public AblationResult {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an ablation has at least one column");
    }
  }

  /** The model that the adapters were tuned on. */
  public EvaluationResult.Model model() {
    return columns.get(0).result().model();
  }

  /**
   * One row a test, one column a variant, each with the test's first metric, and how to read it.
   */
  public String markdown() {
    List<String> header = new ArrayList<>(List.of("test", "metric"));
    columns.forEach(column -> header.add(column.name()));
    StringBuilder text =
        new StringBuilder(
            MarkdownReport.format(
                "Each adapter learnt for %,d steps on the frozen base; one for images, pairs or"
                    + " videos alone for as many as had these in the joint run. In brackets the"
                    + " 95 %% bootstrap interval, up to %,d examples a test.\n\n",
                steps, columns.get(0).result().most()));
    text.append(MarkdownReport.row(header)).append(MarkdownReport.rule(header.size()));
    for (TestResult test : columns.get(0).result().tests()) {
      String metric = test.scores().get(0).metric();
      List<String> cells = new ArrayList<>(List.of(test.name(), metric));
      columns.forEach(
          column -> cells.add(column.score(test.name(), metric).map(Measured::text).orElse("")));
      text.append(MarkdownReport.row(cells));
    }
    return text.append(
            "\nMeasured by `%s`. Encoder fingerprint `%s`, language fingerprint `%s`.\n"
                .formatted(command, model().encoder(), model().language()))
        .toString();
  }
}
