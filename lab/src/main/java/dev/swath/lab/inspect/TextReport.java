package dev.swath.lab.inspect;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.check.SplitCheck;
import dev.swath.lab.inspect.DatasetSummary.Answer;
import dev.swath.lab.inspect.DatasetSummary.Questions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** An inspection as lines of text. */
final class TextReport {

  private static final int ANSWER_WIDTH = 60;

  private TextReport() {}

  static void write(Inspection inspection, PrintWriter out) {
    inspection.datasets().forEach(dataset -> dataset(dataset, out));
    check(inspection.check(), out);
  }

  private static void dataset(DatasetSummary summary, PrintWriter out) {
    out.printf(
        "%n%s (%s): %d examples, %d broken records%n",
        summary.dataset().name(),
        summary.dataset().layout(),
        summary.dataset().examples().size(),
        summary.dataset().broken().size());
    out.printf("%n  %-32s %9s %9s %9s %9s%n", "task, type", "train", "val", "test", "all");
    for (Questions questions : summary.questions()) {
      out.printf(
          "  %-32s %9d %9d %9d %9d%n",
          questions.label(),
          questions.of(Split.TRAIN),
          questions.of(Split.VALIDATION),
          questions.of(Split.TEST),
          questions.total());
    }
    for (Questions questions : summary.questions()) {
      out.printf(
          "%n  Answers to %s: %d, %d different%n",
          questions.label(), questions.given(), questions.answers().size());
      for (Answer answer : first(questions.answers())) {
        out.printf(
            Locale.ROOT,
            "  %7d %5.1f %%  %s%n",
            answer.count(),
            100.0 * answer.count() / questions.given(),
            cut(answer.text()));
      }
    }
    out.printf("%n  Samples%n");
    for (Example example : summary.samples()) {
      out.printf(
          "  [%s] %s%n    %s%n    -> %s%n",
          example.split().name().toLowerCase(Locale.ROOT),
          example.media().get(0).name(),
          cut(example.instruction()),
          cut(example.answers().get(0)));
    }
    list("Broken records", summary.dataset().broken(), out);
  }

  private static void check(SplitCheck check, PrintWriter out) {
    list("Images that cannot be read", check.unreadable(), out);
    list("Both trained on and held out", check.groups(), out);
    list("Training images that nearly repeat a held-out one", check.repeats(), out);
  }

  private static void list(String title, List<?> entries, PrintWriter out) {
    out.printf("%n  %s: %s%n", title, entries.isEmpty() ? "none" : entries.size());
    first(entries).forEach(entry -> out.printf("    %s%n", entry));
    if (entries.size() > Inspection.SHOWN) {
      out.printf("    ... and %d more%n", entries.size() - Inspection.SHOWN);
    }
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(Inspection.SHOWN, all.size()));
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= ANSWER_WIDTH ? line : line.substring(0, ANSWER_WIDTH - 3) + "...";
  }
}
