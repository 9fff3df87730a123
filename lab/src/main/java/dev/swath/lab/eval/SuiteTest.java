package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import java.util.ArrayList;
import java.util.List;

/**
 * One test of a suite.
 *
 * @param benchmark which published tables it belongs to, such as "rsvqa-lr"; empty for none
 * @param classes of {@link Scoring#CLASSES}, in the order of the report; empty to take them from
 *     the answers
 * @param leftOut records of the dataset that could not be used
 * @param goals what it should reach
 */
public record SuiteTest(
    String name,
    String benchmark,
    Scoring scoring,
    List<String> classes,
    List<Example> examples,
    List<LeftOut> leftOut,
    List<Goal> goals) {

  public SuiteTest {
    classes = List.copyOf(classes);
    examples = List.copyOf(examples);
    leftOut = List.copyOf(leftOut);
    goals = List.copyOf(goals);
  }

  /** A test without published table, classes or goal. */
  public static SuiteTest of(String name, Scoring scoring, List<Example> examples) {
    return new SuiteTest(name, "", scoring, List.of(), examples, List.of(), List.of());
  }

  /**
   * What a metric should reach.
   *
   * @param least in the metric's unit
   */
  public record Goal(String metric, double least) {}

  /** So many examples at the most, spread evenly; neighbours of a pair (yes, no) stay together. */
  public SuiteTest atMost(int most) {
    if (examples.size() <= most) {
      return this;
    }
    List<Example> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int pair = (int) ((long) (i / 2) * (examples.size() / 2) / ((most + 1) / 2));
      kept.add(examples.get(2 * pair + i % 2));
    }
    return new SuiteTest(name, benchmark, scoring, classes, kept, leftOut, goals);
  }
}
