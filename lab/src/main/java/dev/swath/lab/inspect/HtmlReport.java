package dev.swath.lab.inspect;

import dev.swath.imagery.Png;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.check.SplitCheck;
import dev.swath.lab.inspect.DatasetSummary.Answer;
import dev.swath.lab.inspect.DatasetSummary.Questions;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** An inspection as one HTML page that needs no other file. */
final class HtmlReport {

  private static final int PICTURE_PX = 128;

  /** Frames shown of a video. */
  private static final int FRAMES = 4;

  private final StringBuilder page = new StringBuilder();

  private HtmlReport() {}

  /**
   * Writes the page; an older one of the same name is replaced once the new one is complete.
   *
   * @throws IOException naming the file, if it cannot be written
   */
  static void write(Inspection inspection, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path part = folder.resolve(file.getFileName() + ".part");
    try {
      Files.createDirectories(folder);
      Files.writeString(part, render(inspection));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw new IOException(file + ": cannot be written (" + e + ").");
    }
  }

  static String render(Inspection inspection) throws IOException {
    HtmlReport report = new HtmlReport();
    report.add(style());
    for (DatasetSummary dataset : inspection.datasets()) {
      report.dataset(dataset);
    }
    report.check(inspection.check());
    report.add("</main></body></html>\n");
    return report.page.toString();
  }

  private static String style() throws IOException {
    try (var in = HtmlReport.class.getResourceAsStream("/dev/swath/lab/inspect.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void dataset(DatasetSummary summary) {
    add(
        "<h1>%s</h1><p>Layout %s, %d examples, %d broken records.</p>",
        summary.dataset().name(),
        summary.dataset().layout(),
        summary.dataset().examples().size(),
        summary.dataset().broken().size());
    add("<table><tr><th>Task, type</th><th>Train</th><th>Validation</th><th>Test</th><th>All</th>");
    for (Questions questions : summary.questions()) {
      add(
          "</tr><tr><td>%s</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td>",
          questions.label(),
          questions.of(Split.TRAIN),
          questions.of(Split.VALIDATION),
          questions.of(Split.TEST),
          questions.total());
    }
    add("</tr></table><h2>Answers</h2><div class=\"grid\">");
    summary.questions().forEach(this::answers);
    add("</div><h2>Samples</h2><div class=\"grid\">");
    summary.samples().forEach(this::sample);
    add("</div>");
    list("Broken records", summary.dataset().broken());
  }

  private void answers(Questions questions) {
    add(
        "<section><h3>%s</h3><p>%d answers, %d different</p>",
        questions.label(), questions.given(), questions.answers().size());
    for (Answer answer : first(questions.answers())) {
      double share = 100.0 * answer.count() / questions.given();
      add(
          "<div class=\"bar\" style=\"--share:%.2f%%\"><span>%s</span><b>%d (%.1f %%)</b></div>",
          100.0 * answer.count() / questions.answers().get(0).count(),
          answer.text(),
          answer.count(),
          share);
    }
    add("</section>");
  }

  private void sample(Example example) {
    add("<section>");
    for (Media media : example.media()) {
      pictures(media);
    }
    add(
        "<p class=\"small\">%s, %s</p><p>%s</p>",
        example.id(), example.split().name().toLowerCase(Locale.ROOT), example.instruction());
    example.answers().forEach(answer -> add("<p class=\"answer\">%s</p>", answer));
    add("</section>");
  }

  private void pictures(Media media) {
    try {
      for (RgbImage frame : media.frames(FRAMES)) {
        double scale = (double) PICTURE_PX / Math.max(frame.width(), frame.height());
        RgbImage small =
            ImagePreprocessor.resize(
                frame,
                Math.max(1, (int) Math.round(frame.width() * scale)),
                Math.max(1, (int) Math.round(frame.height() * scale)));
        String png =
            Base64.getEncoder()
                .encodeToString(Png.encode(small.width(), small.height(), small.rgb()));
        add("<img alt=\"%s\" src=\"data:image/png;base64,%s\">", media.name(), png);
      }
    } catch (IOException e) {
      add("<p class=\"small\">%s</p>", e.getMessage());
    }
  }

  private void check(SplitCheck check) {
    add("<h1>Splits</h1>");
    list("Images that cannot be read", check.unreadable());
    list("Both trained on and held out", check.groups());
    list("Training images that nearly repeat a held-out one", check.repeats());
  }

  private void list(String title, List<?> entries) {
    add("<h2>%s: %s</h2>", title, entries.isEmpty() ? "none" : entries.size());
    add("<ul>");
    first(entries).forEach(entry -> add("<li>%s</li>", entry));
    if (entries.size() > Inspection.SHOWN) {
      add("<li>and %d more</li>", entries.size() - Inspection.SHOWN);
    }
    add("</ul>");
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(Inspection.SHOWN, all.size()));
  }

  /** Appends HTML; what fills its gaps is text and is escaped, apart from numbers. */
  private void add(String html, Object... texts) {
    Object[] safe = new Object[texts.length];
    for (int i = 0; i < texts.length; i++) {
      safe[i] = texts[i] instanceof Number ? texts[i] : escape(String.valueOf(texts[i]));
    }
    page.append(safe.length == 0 ? html : String.format(Locale.ROOT, html, safe)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
