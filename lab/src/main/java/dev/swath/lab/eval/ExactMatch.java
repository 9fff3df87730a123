package dev.swath.lab.eval;

import java.util.List;
import java.util.Locale;

/** When an answer is right: exact match after lower-casing and stripping punctuation. */
final class ExactMatch {

  private ExactMatch() {}

  /** The form in which texts are compared. */
  static String normalise(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\p{Punct}", "").strip();
  }

  static boolean matches(String answer, List<String> expected) {
    String given = normalise(answer);
    return expected.stream().anyMatch(one -> normalise(one).equals(given));
  }
}
