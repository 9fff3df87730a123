package dev.swath.lab.score;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers in answers to questions how many there are. */
public final class AnswerNumber {

  private static final List<String> WORDS =
      List.of(
          """
          zero one two three four five six seven eight nine ten
          eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
          """
              .strip()
              .split("\\s+"));
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?");

  private AnswerNumber() {}

  /**
   * The number that a text is: digits, with commas between thousands and a decimal point if need
   * be, or an English word up to twenty; a full stop may follow. Empty for a sentence that holds a
   * number among other words: which of them is meant would be a guess.
   */
  public static OptionalDouble of(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    int word = WORDS.indexOf(plain);
    if (word >= 0) {
      return OptionalDouble.of(word);
    }
    return NUMBER.matcher(plain).matches()
        ? OptionalDouble.of(Double.parseDouble(plain.replace(",", "")))
        : OptionalDouble.empty();
  }
}
