package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.TestResult.Answer;
import dev.swath.lab.eval.report.TestResult.ClassRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as one HTML page that needs no other file. */
public final class HtmlReport {

  /** The small pictures of an example. */
  @FunctionalInterface
  public interface Thumbnails {

    /** Data URIs, none if the images cannot be had. */
    List<String> of(TestResult test, Answer answer);
  }

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8886; --right: #2a7f3f; --wrong: #c0392b; }
      body { font: 15px/1.45 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; margin: .6rem 0 1.2rem; }
      th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
      tr.ours { font-weight: 600; }
      td img { height: 96px; image-rendering: pixelated; margin-right: 4px; }
      svg text { font-size: 11px; fill: currentColor; }
      svg line { stroke: currentColor; }
      svg .right { fill: var(--right); }
      svg .wrong { fill: var(--wrong); }
      svg .plain { fill: var(--line); }
      details { margin: .6rem 0; }
      code { overflow-wrap: anywhere; }
      """;

  private HtmlReport() {}

  public static String of(EvaluationResult result, Published published, Thumbnails thumbnails) {
    StringBuilder page = new StringBuilder();
    String title = "Evaluation: %s, %s split".formatted(result.suite(), result.split());
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>%s</title>\n<style>\n%s</style>\n".formatted(Html.text(title), STYLE));
    page.append("</head>\n<body>\n<h1>%s</h1>\n".formatted(Html.text(title)));
    page.append("<p>%s</p>\n".formatted(Html.marked(MarkdownReport.identity(result).strip())));
    page.append("<p>A score of each test, asked as the services would ask. ");
    page.append("In brackets, and as lines: 95 % bootstrap intervals. Dashed: goals.</p>\n");
    page.append("<div class=\"wide\">%s</div>\n".formatted(ScoreBars.of(result.tests())));
    for (int i = 0; i < result.tests().size(); i++) {
      page.append("<section id=\"test-%d\">\n".formatted(i));
      page.append(test(result.tests().get(i), thumbnails)).append("</section>\n");
    }
    result
        .allReliability()
        .ifPresent(
            all ->
                page.append(
                    "<h2>Reliability of all right or wrong answers</h2>\n" + Svg.reliability(all)));
    page.append("<h2>Remarks</h2>\n<ul>\n");
    MarkdownReport.remarks(result)
        .forEach(line -> page.append("<li>%s</li>\n".formatted(Html.text(line))));
    page.append("</ul>\n<h2>Beside published figures</h2>\n");
    ComparisonTable.of(result, published).forEach(table -> page.append(comparison(table)));
    return page.append("</body>\n</html>\n").toString();
  }

  private static String test(TestResult test, Thumbnails thumbnails) {
    StringBuilder part = new StringBuilder("<h2>%s</h2>\n".formatted(Html.text(test.name())));
    part.append(
        MarkdownReport.format(
            "<p>%s; %,d examples.</p>\n", Html.text(test.scoring()), test.examples()));
    StringBuilder rows =
        new StringBuilder(Html.texts("th", "", List.of("metric", "prompt", "value", "unit", "n")));
    for (TestResult.Measured score : test.scores()) {
      rows.append(
          Html.texts(
              "td",
              "",
              List.of(
                  score.metric(),
                  score.clues() ? "with clue" : "without clue",
                  score.text(),
                  score.unit(),
                  "" + score.n())));
    }
    part.append(Html.table(rows.toString()));
    if (test.confusion() != null) {
      part.append(
          details(
              "Confusion: rows are the truth, columns the answers",
              "<div class=\"wide\">" + Svg.heatMap(test.confusion()) + "</div>"));
    }
    if (!test.classes().isEmpty()) {
      part.append(details("Classes", classes(test.classes())));
    }
    if (test.reliability() != null) {
      part.append(
          details(
              MarkdownReport.format(
                  "Reliability: expected calibration error %.3f, Brier score %.3f",
                  test.reliability().ece(), test.reliability().brier()),
              Svg.reliability(test.reliability())));
    }
    if (!test.worst().isEmpty()) {
      part.append(details("Examples, worst first", examples(test, thumbnails)));
    }
    return part.toString();
  }

  private static String classes(List<ClassRow> classes) {
    StringBuilder rows =
        new StringBuilder(
            Html.texts("th", "", List.of("class", "n", "precision %", "recall %", "F1 %")));
    for (ClassRow row : classes) {
      rows.append(
          Html.texts(
              "td",
              "",
              List.of(
                  row.name(),
                  "" + row.n(),
                  Double.isNaN(row.precision()) ? "never answered" : one(row.precision()),
                  one(row.recall()),
                  one(row.f1()))));
    }
    return Html.table(rows.toString());
  }

  private static String examples(TestResult test, Thumbnails thumbnails) {
    StringBuilder rows =
        new StringBuilder(
            Html.texts(
                "th",
                "",
                List.of("images", "question", "answer", "expected", "confidence", "score")));
    for (Answer answer : test.worst()) {
      List<String> cells = new ArrayList<>();
      StringBuilder images = new StringBuilder();
      for (String uri : thumbnails.of(test, answer)) {
        images.append("<img src=\"%s\" alt=\"\">".formatted(Html.text(uri)));
      }
      cells.add(images + "<br>" + Html.text(String.join(", ", answer.media())));
      String clue = answer.clue().isEmpty() ? "" : "<br>Clue: " + Html.text(answer.clue());
      cells.add(Html.text(answer.question()) + clue);
      cells.add(Html.text(answer.answer()));
      cells.add(String.join("<br>", answer.expected().stream().map(Html::text).toList()));
      cells.add(String.format(Locale.ROOT, "%.3f", answer.confidence()));
      cells.add(String.format(Locale.ROOT, "%.2f", answer.score()));
      rows.append(Html.row("td", "", cells));
    }
    return Html.table(rows.toString());
  }

  private static String comparison(ComparisonTable table) {
    StringBuilder rows = new StringBuilder(Html.texts("th", "", table.header()));
    table.rows().forEach(r -> rows.append(Html.texts("td", r.ours() ? "ours" : "", r.cells())));
    String note = table.note().isEmpty() ? "" : "<p>%s</p>\n".formatted(Html.text(table.note()));
    return "<h3>%s</h3>\n".formatted(Html.text(table.title())) + note + Html.table(rows.toString());
  }

  private static String details(String summary, String content) {
    return "<details><summary>%s</summary>\n%s</details>\n".formatted(Html.text(summary), content);
  }

  private static String one(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
