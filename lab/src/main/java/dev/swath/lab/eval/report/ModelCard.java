package dev.swath.lab.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scores in a model's card, the README.md of its folder: between two marker comments. */
public final class ModelCard {

  static final String BEGIN = "<!-- scores: made by './swath lab card', not by hand -->";
  static final String END = "<!-- end of scores -->";

  private ModelCard() {}

  /**
   * Writes a result's scores into the card; all else stays as it is.
   *
   * @throws IOException if there is no card, or it does not have the two markers in this order once
   */
  public static void write(EvaluationResult result, Path card) throws IOException {
    if (!Files.isRegularFile(card)) {
      throw new IOException(card + " is not there; the scores belong into a model's README.md");
    }
    ResultFiles.write(with(Files.readString(card), result, card), card);
  }

  private static String with(String text, EvaluationResult result, Path card) throws IOException {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    boolean once = begin == text.lastIndexOf(BEGIN) && end == text.lastIndexOf(END);
    if (begin < 0 || end < begin || !once) {
      throw new IOException(
          "%s must have the lines \"%s\" and \"%s\" once, in this order, around its scores"
              .formatted(card, BEGIN, END));
    }
    return text.substring(0, begin + BEGIN.length())
        + "\n"
        + MarkdownReport.scores(result)
        + text.substring(end);
  }
}
