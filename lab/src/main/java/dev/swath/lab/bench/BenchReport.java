package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run's figures as a table, as JSON, and as a page with a bar each.
 *
 * @param command what made it
 * @param method how it was measured
 */
public record BenchReport(String command, String method, List<Figure> figures) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final int NAMES = 420;
  private static final int BAR = 400;
  private static final int ROW = 30;

  /** A bar as long as the goal ends here, as a share of the longest. */
  private static final double GOAL_AT = 0.7;

  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| figure | measured | against | ratio | goal | |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Figure figure : figures) {
      String note = figure.note().isEmpty() ? "" : " (" + figure.note() + ")";
      text.append(
          "| %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  figure.name(),
                  cell(figure.measured() + note),
                  (figure.against() + " " + figure.reference()).strip(),
                  figure.ratioText(),
                  figure.goalText(),
                  figure.status()));
    }
    return text.toString();
  }

  /** What an error says may have lines and strokes, which a table has for itself. */
  private static String cell(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|").strip();
  }

  String page() {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    page.append("<title>Swath: speed</title>\n<style>\n");
    page.append("body { font: 15px/1.5 system-ui, sans-serif; margin: 2em; max-width: 75em }\n");
    page.append(".ok { fill: #2a7d4f } .MISSED { fill: #b3402a } .reported { fill: #4a6785 }\n");
    page.append("svg text { font-size: 13px } .method { white-space: pre-line }\n");
    page.append("</style></head><body>\n<h1>Speed, each figure against its limit</h1>\n");
    page.append(
            "<p>The dashed line is the goal; without one, it is where both values are equal. <code>")
        .append(text(command))
        .append("</code></p>\n");
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"ratios\">\n",
            NAMES + BAR + 260,
            ROW * figures.size() + 8));
    for (int i = 0; i < figures.size(); i++) {
      page.append(row(figures.get(i), i * ROW + 4));
    }
    page.append("</svg>\n");
    reasons().forEach(reason -> page.append("<p>").append(text(reason)).append("</p>\n"));
    page.append("<p class=\"method\">").append(text(method)).append("</p>\n</body></html>\n");
    return page.toString();
  }

  private static String row(Figure figure, int top) {
    double line = figure.goal().map(Figure.Goal::value).orElse(1.0);
    double share = figure.ratio().map(ratio -> ratio / line).orElse(0.0);
    int middle = top + ROW / 2 + 2;
    return String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
            NAMES - 8,
            middle,
            text(figure.name() + " / " + figure.against()))
        + String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"%s\" fill-opacity=\"0.6\"/>\n",
            NAMES,
            top,
            BAR * Math.min(1, GOAL_AT * share),
            ROW - 8,
            figure.status().replace(' ', '-'))
        + String.format(
            Locale.ROOT,
            "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke=\"black\" stroke-dasharray=\"3 2\"/>\n",
            NAMES + BAR * GOAL_AT,
            top - 3,
            top + ROW - 5)
        + String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">%s</text>\n",
            NAMES + BAR + 8,
            middle,
            text(result(figure)));
  }

  private static String result(Figure figure) {
    String value = figure.ratio().map(Figure::number).orElse("not run");
    return value + figure.goal().map(goal -> " (" + goal + ")").orElse("");
  }

  private static String text(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The table with how it was made. */
  private String document() {
    return """
        # Speed

        Made by `%s`; not written by hand. Every figure is a ratio of two values that were measured in one run, so that it says \
        something of Swath and not of the machine.

        %s
        %s## How it was measured

        %s
        """
        .formatted(command, markdown(), missed(), method.strip());
  }

  private String missed() {
    List<String> reasons = reasons();
    return reasons.isEmpty()
        ? ""
        : "## What was missed, and why\n\n- " + String.join("\n- ", reasons) + "\n\n";
  }

  /** What is known of the figures that missed their goal. */
  private List<String> reasons() {
    return figures.stream()
        .filter(Figure::missed)
        .map(
            figure ->
                "%s (%s, %s): %s"
                    .formatted(
                        figure.name(),
                        figure.ratioText(),
                        figure.goalText(),
                        figure.limits().isEmpty() ? "why is not known yet." : figure.limits()))
        .toList();
  }

  private Map<String, Object> json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Figure figure : figures) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("figure", figure.name());
      row.put("against", figure.against());
      row.put("measured", figure.measured());
      row.put("reference", figure.reference());
      figure.ratio().ifPresent(ratio -> row.put("ratio", ratio));
      figure.goal().ifPresent(goal -> row.put("goal", goal.toString()));
      row.put("status", figure.status());
      row.put("note", figure.note());
      if (figure.missed()) {
        row.put("limits", figure.limits());
      }
      rows.add(row);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", command);
    json.put("method", method);
    json.put("figures", rows);
    return json;
  }

  /** Writes {@code bench.md}, {@code bench.json} and {@code bench.html} to a folder. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("bench.md"), document());
    write(folder.resolve("bench.json"), JSON.writeValueAsString(json()));
    write(folder.resolve("bench.html"), page());
  }

  /** Writes the table and how it was made to one file, to be kept among the documentation. */
  public void writeDocument(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    write(file, document());
  }

  private static void write(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
