package dev.swath.lab.score;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * When an answer counts as right: exact match after lower-casing and stripping punctuation, as the
 * RSVQA benchmarks are scored. Blanks are collapsed too. Note what the rule ignores: "3.5" equals
 * "35", and "-1" equals "1"; numbers are scored by {@link Counting}.
 */
public final class AnswerMatch {

  private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}\\p{IsPunctuation}]");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private AnswerMatch() {}

  public static boolean matches(String answer, String expected) {
    return normalise(answer).equals(normalise(expected));
  }

  /** Whether the answer equals one of the references. */
  public static boolean matchesAny(String answer, Collection<String> references) {
    return references.stream().anyMatch(reference -> matches(answer, reference));
  }

  /** The text as it is compared. */
  public static String normalise(String text) {
    String plain = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return BLANKS.matcher(plain).replaceAll(" ").strip();
  }
}
