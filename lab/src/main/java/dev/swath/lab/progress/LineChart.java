package dev.swath.lab.progress;

import java.util.List;
import java.util.Locale;

/**
 * A chart of lines over steps, as SVG.
 *
 * @param unit behind the title, empty for none
 * @param log whether the upright axis is logarithmic; values of 0 and below are then left out
 * @param marked whether each point has a dot
 */
record LineChart(String title, String unit, boolean log, boolean marked, List<Line> lines) {

  /**
   * One line.
   *
   * @param colour number of its colour in the page's style
   */
  record Line(String name, int colour, List<Point> points) {}

  record Point(double step, double value) {}

  private static final int WIDTH = 560;
  private static final int HEIGHT = 260;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 32;
  private static final int BOTTOM = 44;

  /** The chart with the points that can be drawn: finite, and above 0 on a logarithmic axis. */
  static LineChart of(String title, String unit, boolean log, boolean marked, List<Line> lines) {
    List<Line> drawn =
        lines.stream()
            .map(line -> new Line(line.name(), line.colour(), drawable(line.points(), log)))
            .filter(line -> !line.points().isEmpty())
            .toList();
    return new LineChart(title, unit, log, marked, drawn);
  }

  private static List<Point> drawable(List<Point> points, boolean log) {
    return points.stream()
        .filter(p -> Double.isFinite(p.value()) && (!log || p.value() > 0))
        .toList();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String svg() {
    Scale x = Scale.linear(0, extreme(true, false));
    Scale y =
        log
            ? Scale.log(extreme(false, true), extreme(false, false))
            : Scale.linear(Math.min(0, extreme(false, true)), extreme(false, false));
    StringBuilder svg = new StringBuilder();
    String heading = unit.isEmpty() ? title : title + " (" + unit + ")";
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append("<title>").append(Html.text(heading)).append("</title>\n");
    label(svg, "heading", LEFT, 18, heading + (log ? ", logarithmic" : ""));
    for (double tick : x.ticks()) {
      grid(svg, px(x, tick), TOP, px(x, tick), HEIGHT - BOTTOM);
      label(svg, "tick middle", px(x, tick), HEIGHT - BOTTOM + 16, Scale.label(tick));
    }
    for (double tick : y.ticks()) {
      grid(svg, LEFT, py(y, tick), WIDTH - RIGHT, py(y, tick));
      label(svg, "tick end", LEFT - 6, py(y, tick) + 4, Scale.label(tick));
    }
    label(svg, "tick middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "step");
    lines.forEach(line -> draw(svg, line, x, y));
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, Line line, Scale x, Scale y) {
    svg.append(
        "<g class=\"c%d\"><title>%s</title>".formatted(line.colour(), Html.text(line.name())));
    svg.append("<polyline points=\"");
    for (int i = 0; i < line.points().size(); i++) {
      Point p = line.points().get(i);
      svg.append(i == 0 ? "" : " ").append(number(px(x, p.step())));
      svg.append(',').append(number(py(y, p.value())));
    }
    svg.append("\"/>");
    // A line of one point is nothing to see without a dot.
    if (marked || line.points().size() == 1) {
      for (Point p : line.points()) {
        svg.append(
            "<circle cx=\"%s\" cy=\"%s\" r=\"3\"/>"
                .formatted(number(px(x, p.step())), number(py(y, p.value()))));
      }
    }
    svg.append("</g>\n");
  }

  private double extreme(boolean ofSteps, boolean least) {
    var values =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(p -> ofSteps ? p.step() : p.value());
    return (least ? values.min() : values.max()).orElse(1);
  }

  private static double px(Scale x, double step) {
    return LEFT + x.at(step) * (WIDTH - LEFT - RIGHT);
  }

  private static double py(Scale y, double value) {
    return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
            .formatted(number(x1), number(y1), number(x2), number(y2)));
  }

  private static void label(StringBuilder svg, String style, double x, double y, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>%n"
            .formatted(style, number(x), number(y), Html.text(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
