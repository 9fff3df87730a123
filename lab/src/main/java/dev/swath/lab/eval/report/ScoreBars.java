package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.TestResult.GoalResult;
import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.List;
import java.util.Optional;

/** The score of every test that has a goal, else its first, at a glance, with its interval. */
final class ScoreBars {

  private static final int NAMES = 250;
  private static final int BAR = 500;
  private static final int ROW = 26;
  private static final int FIGURES = 190;

  private ScoreBars() {}

  static String of(List<TestResult> tests) {
    int width = NAMES + BAR + FIGURES;
    StringBuilder svg =
        new StringBuilder(
            "<svg width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"scores\">\n"
                .formatted(width, ROW * tests.size() + 4));
    for (int i = 0; i < tests.size(); i++) {
      svg.append(row(tests.get(i), i));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String row(TestResult test, int index) {
    Optional<GoalResult> goal = test.goals().stream().findFirst();
    String metric = goal.map(GoalResult::metric).orElse(test.scores().get(0).metric());
    Measured score =
        goal.flatMap(judged -> test.score(metric, judged.clues()))
            .or(() -> test.score(metric, true))
            .or(() -> test.score(metric, false))
            .orElseThrow();
    int top = index * ROW + 4;
    int middle = top + ROW / 2 - 2;
    String colour = goal.map(g -> g.reached() ? "right" : "wrong").orElse("plain");
    StringBuilder row = new StringBuilder();
    row.append(
        MarkdownReport.format(
            "<a href=\"#test-%d\"><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text></a>\n",
            index, NAMES - 8, middle + 4, Html.text(test.name())));
    row.append(
        MarkdownReport.format(
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"%s\" fill-opacity=\"0.55\"><title>%s</title></rect>\n",
            NAMES,
            top,
            length(score.value()),
            ROW - 6,
            colour,
            Html.text(metric + (score.clues() ? ", with clue" : ", without clue"))));
    row.append(
        MarkdownReport.format(
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
            NAMES + length(score.low()), middle, NAMES + length(score.high()), middle));
    goal.ifPresent(
        g ->
            row.append(
                MarkdownReport.format(
                    "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke-width=\"2\" stroke-dasharray=\"3 2\"><title>goal %4$.1f</title></line>\n",
                    NAMES + length(g.least()), top - 3, top + ROW - 3, g.least())));
    row.append(
        MarkdownReport.format(
            "<text x=\"%d\" y=\"%d\">%s</text>\n",
            NAMES + BAR + 8, middle + 4, Html.text(score.text())));
    return row.toString();
  }

  /** On a scale to 100; what is beyond, as CIDEr-D may be, ends there. */
  private static double length(double value) {
    return Double.isFinite(value) ? BAR * Math.max(0, Math.min(100, value)) / 100 : 0;
  }
}
