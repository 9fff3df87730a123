package dev.swath.lab.eval.report;

import java.util.List;

/** Pieces of HTML. */
final class Html {

  private Html() {}

  /** A text as HTML shows it, in elements and in attributes. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The same, with what stands between backticks as code. */
  static String marked(String text) {
    return text(text).replaceAll("`([^`]*)`", "<code>$1</code>");
  }

  /** A row of cells that are HTML already. */
  static String row(String kind, String style, List<String> cells) {
    StringBuilder row = new StringBuilder("<tr");
    row.append(style.isEmpty() ? ">" : " class=\"" + style + "\">");
    cells.forEach(cell -> row.append("<%s>%s</%s>".formatted(kind, cell, kind)));
    return row.append("</tr>\n").toString();
  }

  /** A row of texts. */
  static String texts(String kind, String style, List<String> cells) {
    return row(kind, style, cells.stream().map(Html::text).toList());
  }

  static String table(String rows) {
    return "<div class=\"wide\"><table>\n" + rows + "</table></div>\n";
  }
}
