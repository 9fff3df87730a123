package dev.swath.lab.eval;

import dev.swath.lab.score.AnswerMatch;
import dev.swath.lab.score.AnswerNumber;
import dev.swath.lab.score.Classification;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The figures of answers that are right or wrong. All shares are in %. */
final class ExactScores {

  static final String OVERALL = "overall";

  private final List<String> answers;
  private final List<List<String>> expected;
  private final List<String> types;
  private final boolean[] right;

  ExactScores(List<String> answers, List<List<String>> expected, List<String> types) {
    this.answers = answers;
    this.expected = expected;
    this.types = types;
    this.right = new boolean[answers.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = AnswerMatch.matchesAny(answers.get(i), expected.get(i));
    }
  }

  boolean[] right() {
    return right.clone();
  }

  /** The metrics of a scoring, the first one first. */
  Map<String, ToDoubleFunction<int[]>> metrics(Scoring scoring) {
    Map<String, ToDoubleFunction<int[]>> metrics = new LinkedHashMap<>();
    ToDoubleFunction<int[]> balanced = ofGroups(expected.stream().map(e -> key(e.get(0))).toList());
    switch (scoring) {
      case CLASSES -> {
        metrics.put("accuracy", this::share);
        metrics.put("balanced accuracy", balanced);
      }
      case BALANCED -> {
        metrics.put("balanced accuracy", balanced);
        metrics.put("accuracy", this::share);
      }
      case QUESTIONS, RSVQA -> {
        metrics.put(OVERALL, this::share);
        metrics.put("average of types", ofGroups(types));
        for (String type : new TreeSet<>(types)) {
          metrics.put("accuracy: " + type, sample -> share(ofType(sample, type)));
        }
      }
      case COUNT -> {
        metrics.put("exact", this::share);
        if (IntStream.range(0, right.length).anyMatch(this::isNumber)) {
          metrics.put("mean absolute error", this::absoluteError);
        }
      }
      case CAPTIONS, FACTS -> throw new IllegalArgumentException("captions are not right or wrong");
    }
    return metrics;
  }

  /** Answers to a question for a number that are none. */
  int notNumbers() {
    return (int) IntStream.range(0, right.length).filter(i -> !isNumber(i)).count();
  }

  private double share(int[] sample) {
    return 100.0 * Arrays.stream(sample).filter(i -> right[i]).count() / sample.length;
  }

  /** The mean of the groups' shares, over the groups that are in the sample. */
  private ToDoubleFunction<int[]> ofGroups(List<String> groups) {
    List<String> names = List.copyOf(new TreeSet<>(groups));
    int[] group = groups.stream().mapToInt(names::indexOf).toArray();
    return sample -> {
      int[] n = new int[names.size()];
      int[] rights = new int[names.size()];
      for (int i : sample) {
        n[group[i]]++;
        rights[group[i]] += right[i] ? 1 : 0;
      }
      return IntStream.range(0, n.length)
          .filter(g -> n[g] > 0)
          .mapToDouble(g -> 100.0 * rights[g] / n[g])
          .average()
          .orElse(Double.NaN);
    };
  }

  private int[] ofType(int[] sample, String type) {
    return Arrays.stream(sample).filter(i -> types.get(i).equals(type)).toArray();
  }

  private boolean isNumber(int i) {
    return AnswerNumber.of(answers.get(i)).isPresent()
        && AnswerNumber.of(expected.get(i).get(0)).isPresent();
  }

  private static double number(String text) {
    return AnswerNumber.of(text).orElseThrow();
  }

  private double absoluteError(int[] sample) {
    return Arrays.stream(sample)
        .filter(this::isNumber)
        .mapToDouble(i -> Math.abs(number(answers.get(i)) - number(expected.get(i).get(0))))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * @param classes of the rows; empty to take them from the right answers
   */
  Classification classification(List<String> classes) {
    List<String> truths = expected.stream().map(e -> e.get(0)).toList();
    return Classification.of(
        classes.isEmpty() ? List.copyOf(new TreeSet<>(truths)) : classes, truths, answers);
  }

  private static String key(String text) {
    return AnswerMatch.normalise(text);
  }
}
