package dev.swath.lab.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well answers name one of a dataset's classes. An answer names a class by {@link AnswerMatch}.
 *
 * @param classes in the order of the matrix
 * @param confusion how often, in rows of the true class and columns of the answered class; one last
 *     column more counts the answers outside the classes, which are wrong for every class
 */
public record Classification(List<String> classes, List<List<Integer>> confusion) {

  public Classification {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /**
   * One class's figures; NaN where one is not defined.
   *
   * @param support samples that are truly of the class; without any, recall is not defined
   * @param answered answers that name the class; without any, precision is not defined
   * @param f1 not defined without either
   */
  public record ClassScore(
      String name, int support, int answered, double precision, double recall, double f1) {}

  /**
   * Counts answers.
   *
   * @param truths the class of each sample
   * @param answers what was answered, in the same order
   * @throws IllegalArgumentException if the lists differ in length, two classes are the same after
   *     normalisation, or a truth is none of the classes
   */
  public static Classification of(List<String> classes, List<String> truths, List<String> answers) {
    if (truths.size() != answers.size()) {
      throw new IllegalArgumentException(
          "each truth needs an answer, but there are %d truths and %d answers"
              .formatted(truths.size(), answers.size()));
    }
    Map<String, Integer> columns = new HashMap<>();
    for (String name : classes) {
      if (columns.putIfAbsent(AnswerMatch.normalise(name), columns.size()) != null) {
        throw new IllegalArgumentException("class \"" + name + "\" is there twice");
      }
    }
    Integer[][] counts = new Integer[classes.size()][classes.size() + 1];
    Arrays.stream(counts).forEach(row -> Arrays.fill(row, 0));
    for (int i = 0; i < truths.size(); i++) {
      Integer row = columns.get(AnswerMatch.normalise(truths.get(i)));
      if (row == null) {
        throw new IllegalArgumentException(
            "the truth of sample %d, \"%s\", is none of the classes %s"
                .formatted(i, truths.get(i), classes));
      }
      counts[row][columns.getOrDefault(AnswerMatch.normalise(answers.get(i)), classes.size())]++;
    }
    return new Classification(classes, Arrays.stream(counts).map(List::of).toList());
  }

  public int count() {
    return IntStream.range(0, classes.size()).map(this::support).sum();
  }

  /** Precision, recall and F1 of each class, in the order of {@link #classes()}. */
  public List<ClassScore> perClass() {
    return IntStream.range(0, classes.size()).mapToObj(this::score).toList();
  }

  private ClassScore score(int index) {
    int right = right(index);
    int support = support(index);
    int answered = answered(index);
    // In doubles 0 / 0 is NaN: not defined.
    return new ClassScore(
        classes.get(index),
        support,
        answered,
        (double) right / answered,
        (double) right / support,
        2.0 * right / (support + answered));
  }

  private int right(int index) {
    return confusion.get(index).get(index);
  }

  private int support(int row) {
    return confusion.get(row).stream().mapToInt(n -> n).sum();
  }

  private int answered(int column) {
    return confusion.stream().mapToInt(row -> row.get(column)).sum();
  }
}
