package dev.swath.lab.progress;

import dev.swath.lab.progress.LineChart.Line;
import dev.swath.lab.progress.LineChart.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Training runs as one self-contained page: a section a stage, its runs in the same charts. */
final class ReportPage {

  private static final int COLOURS = 8;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --faint: #d5dade; --soft: #5c6670;
        --c0: #1f6fb4; --c1: #c4500c; --c2: #2a7f3f; --c3: #8a3fa6; --c4: #b3261e; --c5: #806000; --c6: #00797a; --c7: #a0256b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e4e8eb; --paper: #14181c; --faint: #343c43; --soft: #9aa5af;
        --c0: #69b1f0; --c1: #f5945c; --c2: #6cc784; --c3: #c990e0; --c4: #f2867f; --c5: #d9b64a; --c6: #55c6c7; --c7: #ee86bd; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 2em auto; padding: 0 1em; }
      .charts { display: flex; flex-wrap: wrap; gap: 1em; }
      svg { flex: 1 1 460px; max-width: 580px; }
      svg text { fill: var(--ink); font-size: 14px; } svg .tick { fill: var(--soft); font-size: 12px; }
      svg .middle { text-anchor: middle; } svg .end { text-anchor: end; } svg .grid { stroke: var(--faint); }
      polyline { fill: none; stroke-width: 1.7; stroke-linejoin: round; }
      .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.3em 1.5em; }
      .swatch { display: inline-block; width: 1.6em; height: 0.25em; vertical-align: middle; margin-right: 0.5em; }
      .scroll { overflow-x: auto; } table { border-collapse: collapse; margin: 1em 0; }
      th, td { text-align: right; padding: 0.2em 0.8em; border-bottom: 1px solid var(--faint); white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      """;

  private ReportPage() {}

  /**
   * @param logLoss whether the loss is drawn on a logarithmic axis
   */
  static String of(List<RunHistory> runs, boolean logLoss) {
    Map<String, List<RunHistory>> stages = new LinkedHashMap<>();
    runs.forEach(run -> stages.computeIfAbsent(run.stage(), s -> new ArrayList<>()).add(run));
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\"/>\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\"/>\n");
    page.append("<title>Training runs</title>\n<style>\n").append(STYLE);
    for (int i = 0; i < COLOURS; i++) {
      page.append(".c%d { stroke: var(--c%d); fill: var(--c%d); }%n".formatted(i, i, i));
      page.append(".swatch.c%d { background: var(--c%d); }%n".formatted(i, i));
    }
    page.append("</style>\n</head>\n<body>\n<h1>Training runs</h1>\n");
    stages.forEach((stage, own) -> section(page, stage, own, logLoss));
    return page.append("</body>\n</html>\n").toString();
  }

  private static void section(
      StringBuilder page, String stage, List<RunHistory> runs, boolean logLoss) {
    page.append("<section>\n<h2>").append(Html.text(stage)).append("</h2>\n");
    page.append("<ul class=\"legend\">\n");
    for (int i = 0; i < runs.size(); i++) {
      page.append(
          "<li><span class=\"swatch c%d\"></span>%s</li>%n"
              .formatted(i % COLOURS, Html.text(runs.get(i).name())));
    }
    page.append("</ul>\n<div class=\"charts\">\n");
    List<LineChart> charts = new ArrayList<>();
    charts.add(LineChart.of("Loss", "", logLoss, false, lines(runs, JournalLine.Progress::loss)));
    charts.add(
        LineChart.of("Learning rate", "", false, false, lines(runs, JournalLine.Progress::rate)));
    charts.add(
        LineChart.of(
            "Gradient norm", "", false, false, lines(runs, JournalLine.Progress::gradientNorm)));
    charts.add(
        LineChart.of(
            "Speed",
            "samples/s",
            false,
            false,
            lines(runs, JournalLine.Progress::samplesPerSecond)));
    charts.add(
        LineChart.of(
            "Share of the fp32 matrix rate",
            "%",
            false,
            false,
            lines(runs, p -> p.matrixShare() == null ? Double.NaN : 100 * p.matrixShare())));
    scoreNames(runs).forEach(name -> charts.add(scores(runs, name)));
    charts.stream().filter(chart -> !chart.isEmpty()).forEach(chart -> page.append(chart.svg()));
    page.append("</div>\n");
    table(page, runs);
    page.append("</section>\n");
  }

  private static List<Line> lines(
      List<RunHistory> runs, ToDoubleFunction<JournalLine.Progress> value) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      List<Point> points =
          runs.get(i).progress().stream()
              .map(p -> new Point(p.step(), value.applyAsDouble(p)))
              .toList();
      lines.add(new Line(runs.get(i).name(), i % COLOURS, points));
    }
    return lines;
  }

  private static Set<String> scoreNames(List<RunHistory> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> run.scores().forEach(line -> names.addAll(line.scores().keySet())));
    return names;
  }

  private static LineChart scores(List<RunHistory> runs, String name) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      List<Point> points =
          runs.get(i).scores().stream()
              .filter(line -> line.scores().containsKey(name))
              .map(line -> new Point(line.step(), line.scores().get(name)))
              .toList();
      lines.add(new Line(runs.get(i).name(), i % COLOURS, points));
    }
    return LineChart.of(name, "", false, true, lines);
  }

  private static void table(StringBuilder page, List<RunHistory> runs) {
    Set<String> scoreNames = scoreNames(runs);
    List<String> head = new ArrayList<>(List.of("last values", "step", "of", "loss"));
    head.addAll(List.of("learning rate", "gradient norm", "samples/s", "% of matrix rate", "min"));
    head.addAll(scoreNames);
    page.append("<div class=\"scroll\"><table>\n");
    row(page, "th", head);
    for (RunHistory run : runs) {
      List<String> cells = new ArrayList<>(List.of(run.name()));
      run.last().ifPresentOrElse(last -> cells.addAll(cells(last)), () -> pad(cells, 9));
      for (String name : scoreNames) {
        cells.add(
            run.scores().stream()
                .filter(line -> line.scores().containsKey(name))
                .reduce((a, b) -> b)
                .map(line -> String.format(Locale.ROOT, "%.4f", line.scores().get(name)))
                .orElse(""));
      }
      row(page, "td", cells);
    }
    page.append("</table></div>\n");
  }

  private static void pad(List<String> cells, int size) {
    while (cells.size() < size) {
      cells.add("");
    }
  }

  private static List<String> cells(JournalLine.Progress last) {
    return List.of(
        Long.toString(last.step()),
        Long.toString(last.steps()),
        String.format(Locale.ROOT, "%.4f", last.loss()),
        Scale.label(last.rate()),
        String.format(Locale.ROOT, "%.3f", last.gradientNorm()),
        String.format(Locale.ROOT, "%.1f", last.samplesPerSecond()),
        last.matrixShare() == null
            ? ""
            : String.format(Locale.ROOT, "%.1f", 100 * last.matrixShare()),
        String.format(Locale.ROOT, "%.1f", last.seconds() / 60));
  }

  private static void row(StringBuilder page, String kind, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append("<%s>%s</%s>".formatted(kind, Html.text(cell), kind));
    }
    page.append("</tr>\n");
  }
}
