package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.TestResult.Confusion;
import dev.swath.lab.eval.report.TestResult.Reliability;
import java.util.List;
import java.util.Locale;

/** Pictures inside the HTML page. Colours follow the page's, so that they fit light and dark. */
final class Svg {

  private static final int CELL = 26;
  private static final int LABELS = 170;
  private static final int SIDE = 260;
  private static final int MARGIN = 40;

  private Svg() {}

  /** Rows are the truth, columns the answers, the last one for answers that are no class. */
  static String heatMap(Confusion confusion) {
    int n = confusion.classes().size();
    int width = LABELS + (n + 1) * CELL + 10;
    int height = LABELS + n * CELL + 10;
    StringBuilder svg = new StringBuilder(open(width, height, "confusion matrix"));
    for (int c = 0; c <= n; c++) {
      String name = c < n ? confusion.classes().get(c) : "(other)";
      int x = LABELS + c * CELL + CELL / 2 + 4;
      svg.append(
          text(
              x,
              LABELS - 6,
              "start",
              " transform=\"rotate(-60 %d %d)\"".formatted(x, LABELS - 6),
              name));
    }
    for (int r = 0; r < n; r++) {
      List<Integer> row = confusion.counts().get(r);
      int y = LABELS + r * CELL;
      svg.append(text(LABELS - 6, y + CELL / 2 + 4, "end", "", confusion.classes().get(r)));
      int total = Math.max(1, row.stream().mapToInt(Integer::intValue).sum());
      for (int c = 0; c <= n; c++) {
        double share = (double) row.get(c) / total;
        svg.append(
            format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\" fill-opacity=\"%.3f\"><title>%s</title></rect>\n",
                LABELS + c * CELL,
                y,
                CELL - 1,
                CELL - 1,
                c == r ? "right" : "wrong",
                share == 0 ? 0.03 : 0.15 + 0.85 * share,
                Html.text(
                    "%s answered as %s: %d"
                        .formatted(
                            confusion.classes().get(r),
                            c < n ? confusion.classes().get(c) : "something else",
                            row.get(c)))));
        if (row.get(c) > 0) {
          svg.append(
              text(LABELS + c * CELL + CELL / 2, y + CELL / 2 + 4, "middle", "", "" + row.get(c)));
        }
      }
    }
    return svg.append("</svg>\n").toString();
  }

  /** Accuracy over confidence, a bar a bin; on the diagonal they agree. */
  static String reliability(Reliability reliability) {
    StringBuilder svg =
        new StringBuilder(open(SIDE + 2 * MARGIN, SIDE + 2 * MARGIN, "reliability diagram"));
    for (Reliability.Bin bin : reliability.bins()) {
      double height = bin.accuracy() * SIDE;
      svg.append(
          format(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"right\" fill-opacity=\"0.6\"><title>%s</title></rect>\n",
              MARGIN + bin.low() * SIDE,
              MARGIN + SIDE - height,
              (bin.high() - bin.low()) * SIDE - 1,
              height,
              format(
                  "%d answers, mean confidence %.3f, right %.3f",
                  bin.n(), bin.confidence(), bin.accuracy())));
    }
    svg.append(line(MARGIN, MARGIN + SIDE, MARGIN + SIDE, MARGIN));
    svg.append(line(MARGIN, MARGIN + SIDE, MARGIN + SIDE, MARGIN + SIDE));
    svg.append(line(MARGIN, MARGIN, MARGIN, MARGIN + SIDE));
    int base = MARGIN + SIDE;
    svg.append(text(MARGIN, base + 16, "middle", "", "0"));
    svg.append(text(base, base + 16, "middle", "", "1"));
    svg.append(text(MARGIN - 6, MARGIN + 4, "end", "", "1"));
    svg.append(text(MARGIN + SIDE / 2, base + 30, "middle", "", "confidence"));
    svg.append(text(MARGIN, MARGIN - 12, "start", "", "share that is right"));
    return svg.append("</svg>\n").toString();
  }

  private static String open(int width, int height, String title) {
    return "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
        .formatted(width, height, width, height, title);
  }

  private static String line(int x1, int y1, int x2, int y2) {
    return "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(x1, y1, x2, y2);
  }

  private static String text(int x, int y, String anchor, String more, String text) {
    return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>\n"
        .formatted(x, y, anchor, more, Html.text(text));
  }

  /** SVG wants a decimal point, whatever the user's language. */
  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
