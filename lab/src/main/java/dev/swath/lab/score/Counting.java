package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How well numbers were answered.
 *
 * @param count all samples
 * @param exact answers that are the right number
 * @param absoluteError summed over the answers that are numbers
 * @param notNumbers the samples, from 0, whose answers are no numbers: never exact, and without a
 *     part in the mean absolute error
 */
public record Counting(int count, int exact, double absoluteError, List<Integer> notNumbers) {

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

  public Counting {
    notNumbers = List.copyOf(notNumbers);
  }

  /**
   * Compares answers with true numbers.
   *
   * @throws IllegalArgumentException if the lists differ in length or a truth is no number
   */
  public static Counting of(List<String> truths, List<String> answers) {
    if (truths.size() != answers.size()) {
      throw new IllegalArgumentException(
          "each truth needs an answer, but there are %d truths and %d answers"
              .formatted(truths.size(), answers.size()));
    }
    int exact = 0;
    double absoluteError = 0;
    List<Integer> notNumbers = new ArrayList<>();
    for (int i = 0; i < truths.size(); i++) {
      OptionalDouble truth = number(truths.get(i));
      if (truth.isEmpty()) {
        throw new IllegalArgumentException(
            "the truth of sample " + i + ", \"" + truths.get(i) + "\", is no number");
      }
      OptionalDouble answer = number(answers.get(i));
      if (answer.isEmpty()) {
        notNumbers.add(i);
        continue;
      }
      double error = Math.abs(answer.getAsDouble() - truth.getAsDouble());
      exact += error == 0 ? 1 : 0;
      absoluteError += error;
    }
    return new Counting(truths.size(), exact, absoluteError, notNumbers);
  }

  /** Over the answers that are numbers; NaN if none is. */
  public double meanAbsoluteError() {
    return absoluteError / (count - notNumbers.size());
  }

  /** Of all samples, whatever was answered. */
  public double exactShare() {
    return (double) exact / count;
  }

  /**
   * The number that a text is: digits, with commas between thousands and a decimal point if need
   * be, or an English word up to twenty; a full stop may follow. Empty for a sentence that holds a
   * number among other words: which of them is meant would be a guess.
   */
  public static OptionalDouble number(String text) {
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
