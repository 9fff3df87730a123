package dev.swath.lab.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What was measured, in a model's card, the README.md of its folder: between marker comments. */
public final class ModelCard {

  /** A part of the card that is made, not written. */
  public enum Section {
    SCORES,
    ABLATION,
    BENCHMARKS;

    String begin() {
      return "<!-- %s: made by './swath lab card', not by hand -->".formatted(title());
    }

    String end() {
      return "<!-- end of %s -->".formatted(title());
    }

    /** As it is called in the card. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private ModelCard() {}

  /**
   * Writes a section into the card; all else stays as it is.
   *
   * @param made lines of Markdown
   * @throws IOException if there is no card, or it does not have the section's two markers in this
   *     order once
   */
  public static void write(Section section, String made, Path card) throws IOException {
    if (!Files.isRegularFile(card)) {
      throw new IOException(card + " is not there; what is measured belongs into a model's card");
    }
    ResultFiles.write(with(Files.readString(card), section, made, card), card);
  }

  private static String with(String text, Section section, String made, Path card)
      throws IOException {
    int begin = text.indexOf(section.begin());
    int end = text.indexOf(section.end());
    boolean once =
        begin == text.lastIndexOf(section.begin()) && end == text.lastIndexOf(section.end());
    if (begin < 0 || end < begin || !once) {
      throw new IOException(
          "%s must have the lines \"%s\" and \"%s\" once, in this order, around its %s"
              .formatted(card, section.begin(), section.end(), section.title()));
    }
    return text.substring(0, begin + section.begin().length()) + "\n" + made + text.substring(end);
  }
}
