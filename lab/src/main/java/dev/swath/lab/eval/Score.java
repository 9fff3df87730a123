package dev.swath.lab.eval;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many questions of a test were answered right.
 *
 * @param balanced whether the score is the mean over the right answers' classes, so that a constant
 *     answer to a yes/no question scores one half
 */
record Score(String name, int count, double value, boolean balanced) {

  /** Exact match after lower-casing and stripping punctuation, as the benchmarks do it. */
  static boolean matches(String answer, String expected) {
    return normalise(answer).equals(normalise(expected));
  }

  private static String normalise(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\p{Punct}", "").strip();
  }

  static Score of(String name, boolean balanced, List<Question> questions, List<String> answers) {
    Map<String, int[]> byAnswer = new TreeMap<>();
    int right = 0;
    for (int i = 0; i < questions.size(); i++) {
      String expected = questions.get(i).expected();
      int[] counts = byAnswer.computeIfAbsent(balanced ? expected : "", e -> new int[2]);
      counts[1]++;
      if (matches(answers.get(i), expected)) {
        counts[0]++;
        right++;
      }
    }
    double value =
        balanced
            ? byAnswer.values().stream()
                .mapToDouble(counts -> (double) counts[0] / counts[1])
                .average()
                .orElse(Double.NaN)
            : (double) right / questions.size();
    return new Score(name, questions.size(), value, balanced);
  }
}
