package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.Published.Column;
import dev.swath.lab.eval.report.Published.Table;
import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A published table with our row below it: every cell says whether it was measured here, was
 * published (and where), or why it is empty.
 *
 * @param header the columns' titles
 */
record ComparisonTable(String title, String note, List<String> header, List<Row> rows) {

  /**
   * @param ours whether it was measured here
   */
  record Row(boolean ours, List<String> cells) {}

  static List<ComparisonTable> of(EvaluationResult result, Published published) {
    return published.tables().stream().map(table -> of(result, published, table)).toList();
  }

  /** Those of which something was measured. */
  static List<ComparisonTable> measured(EvaluationResult result, Published published) {
    return published.tables().stream()
        .filter(table -> measured(result, table, false) || measured(result, table, true))
        .map(table -> of(result, published, table))
        .toList();
  }

  private static ComparisonTable of(EvaluationResult result, Published published, Table table) {
    List<String> header = new ArrayList<>();
    header.add("system");
    table.columns().forEach(column -> header.add(column.title()));
    header.add("source");
    List<Row> rows = new ArrayList<>();
    for (Published.Row row : table.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.system());
      table.columns().forEach(column -> cells.add(published(row, column)));
      cells.add("published: " + published.sources().get(row.source()));
      rows.add(new Row(false, cells));
    }
    for (boolean clue : new boolean[] {false, true}) {
      if (measured(result, table, clue)) {
        rows.add(ours(result, table, clue));
      }
    }
    if (rows.stream().noneMatch(Row::ours)) {
      List<String> cells = new ArrayList<>();
      cells.add(result.model().name());
      table.columns().forEach(column -> cells.add(notRun(result, table, column)));
      cells.add("not run");
      rows.add(new Row(true, cells));
    }
    return new ComparisonTable(table.title(), table.note(), header, rows);
  }

  private static Row ours(EvaluationResult result, Table table, boolean clue) {
    List<String> cells = new ArrayList<>();
    cells.add(result.model().name() + (clue ? ", with clue" : ", without clue"));
    for (Column column : table.columns()) {
      cells.add(
          score(result, column, clue)
              .map(score -> score.text() + variant(score, column))
              .orElseGet(() -> notRun(result, table, column)));
    }
    cells.add("measured here, %s split".formatted(result.split()));
    return new Row(true, cells);
  }

  private static boolean measured(EvaluationResult result, Table table, boolean clue) {
    return table.columns().stream().anyMatch(column -> score(result, column, clue).isPresent());
  }

  private static Optional<Measured> score(EvaluationResult result, Column column, boolean clue) {
    return result.tests().stream()
        .filter(test -> test.benchmark().equals(column.benchmark()))
        .flatMap(test -> test.scores().stream())
        .filter(score -> score.clues() == clue && measures(score, column))
        .findFirst();
  }

  /** A metric that is a variant of the published one says so in brackets behind its name. */
  private static boolean measures(Measured score, Column column) {
    return score.metric().equals(column.metric())
        || score.metric().startsWith(column.metric() + " (");
  }

  private static String variant(Measured score, Column column) {
    return score.metric().substring(column.metric().length());
  }

  private static String published(Published.Row row, Column column) {
    Map<String, Double> values = row.values();
    Double value = values.get(column.title());
    if (value != null) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    // A row with some figures has none for the others; one without any was not to be had.
    return values.isEmpty() ? "published figure not at hand" : "";
  }

  private static String notRun(EvaluationResult result, Table table, Column column) {
    boolean run =
        result.tests().stream().anyMatch(test -> test.benchmark().equals(column.benchmark()));
    if (run) {
      return "not measured";
    }
    return result.notRun().stream()
        .filter(test -> test.benchmark().equals(column.benchmark()))
        .findFirst()
        .map(test -> "not run: " + test.reason())
        .orElse("not run: not in suite %s (data: %s)".formatted(result.suite(), table.data()));
  }
}
