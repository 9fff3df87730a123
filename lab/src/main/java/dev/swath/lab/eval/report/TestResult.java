package dev.swath.lab.eval.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was measured in one test. Confusion, classes, reliability and examples are of the answers
 * asked as the services would ask, if there are such, else of the others.
 *
 * @param benchmark which published tables it belongs to, such as "rsvqa-lr"; empty for none
 * @param scoring how it was scored, in words
 * @param examples answered
 * @param leftOut what was not, and why
 * @param confusion null if the answers are no classes
 * @param reliability null if answers are not right or wrong
 * @param worst the worst examples first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TestResult(
    String name,
    String benchmark,
    String scoring,
    int examples,
    List<LeftOut> leftOut,
    List<Measured> scores,
    List<GoalResult> goals,
    Confusion confusion,
    List<ClassRow> classes,
    Reliability reliability,
    List<Answer> worst) {

  public TestResult {
    leftOut = List.copyOf(leftOut);
    scores = List.copyOf(scores);
    goals = List.copyOf(goals);
    classes = List.copyOf(classes);
    worst = List.copyOf(worst);
  }

  /** The score of a metric, if it was measured this way. */
  @JsonIgnore
  public Optional<Measured> score(String metric, boolean clues) {
    return scores.stream()
        .filter(score -> score.metric().equals(metric) && score.clues() == clues)
        .findFirst();
  }

  /**
   * Examples that do not count, all for one reason.
   *
   * @param count how many
   */
  public record LeftOut(int count, String reason) {}

  /**
   * One figure.
   *
   * @param metric such as "accuracy" or "BLEU-4"
   * @param clues whether the prompts had clues
   * @param value in the unit
   * @param low the lower end of the 95 % bootstrap interval
   * @param high the upper end
   * @param n examples that it is of
   * @param unit "%", or "x 100" for captions, or empty
   */
  public record Measured(
      String metric, boolean clues, double value, double low, double high, int n, String unit) {

    /** Such as "89.9 (88.2 to 91.4)". */
    public String text() {
      return String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", value, low, high);
    }
  }

  /**
   * A goal and whether it was reached.
   *
   * @param clues whether it is judged by the answers to prompts with clues
   * @param least what the value has to be at the least
   */
  public record GoalResult(String metric, boolean clues, double least, double value) {

    @JsonIgnore
    public boolean reached() {
      return value >= least;
    }
  }

  /**
   * Truth against answer.
   *
   * @param classes of the rows; the columns are the same and one more for other answers
   * @param counts [classes][classes + 1]
   */
  public record Confusion(List<String> classes, List<List<Integer>> counts) {

    public Confusion {
      classes = List.copyOf(classes);
      counts = counts.stream().map(List::copyOf).toList();
    }
  }

  /**
   * One class, or one type of question.
   *
   * @param precision in %, NaN if it was never answered
   * @param recall in %
   * @param f1 in %
   */
  public record ClassRow(String name, int n, double precision, double recall, double f1) {}

  /**
   * How confidences agree with how often answers are right.
   *
   * @param ece expected calibration error, 0 to 1
   * @param brier mean squared difference of confidence and outcome
   */
  public record Reliability(double ece, double brier, List<Bin> bins) {

    public Reliability {
      bins = List.copyOf(bins);
    }

    /** That of the answers of several tests together. */
    static Reliability together(List<Reliability> tests) {
      Map<Double, List<Bin>> byLow =
          tests.stream()
              .flatMap(test -> test.bins().stream())
              .collect(Collectors.groupingBy(Bin::low, TreeMap::new, Collectors.toList()));
      List<Bin> bins = byLow.values().stream().map(Bin::together).toList();
      double n = bins.stream().mapToInt(Bin::n).sum();
      double ece =
          bins.stream().mapToDouble(b -> b.n() / n * Math.abs(b.confidence() - b.accuracy())).sum();
      double brier = tests.stream().mapToDouble(test -> test.brier() * test.count() / n).sum();
      return new Reliability(ece, brier, bins);
    }

    private int count() {
      return bins.stream().mapToInt(Bin::n).sum();
    }

    /**
     * Answers of similar confidence.
     *
     * @param confidence their mean confidence
     * @param accuracy the share that is right
     */
    public record Bin(double low, double high, int n, double confidence, double accuracy) {

      private static Bin together(List<Bin> same) {
        int n = same.stream().mapToInt(Bin::n).sum();
        return new Bin(
            same.get(0).low(),
            same.get(0).high(),
            n,
            same.stream().mapToDouble(bin -> bin.confidence() * bin.n()).sum() / n,
            same.stream().mapToDouble(bin -> bin.accuracy() * bin.n()).sum() / n);
      }
    }
  }

  /**
   * One example with its answer.
   *
   * @param id of the example in its dataset
   * @param media names of its images or video
   * @param clue empty if there was none
   * @param confidence 0 to 1
   * @param score 0 to 1: right or wrong, or the caption's own score
   */
  public record Answer(
      String id,
      List<String> media,
      String question,
      String clue,
      String answer,
      List<String> expected,
      double confidence,
      double score) {

    public Answer {
      media = List.copyOf(media);
      expected = List.copyOf(expected);
    }
  }
}
