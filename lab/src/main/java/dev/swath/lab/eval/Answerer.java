package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.report.EvaluationResult;
import java.util.List;

/** Who answers the examples of a suite. */
public interface Answerer extends AutoCloseable {

  /** Who it is, for the report. */
  EvaluationResult.Model model();

  /**
   * The answers to a test's examples, in their order. An example whose image or video cannot be
   * read, or that the model refuses, has a reason in place of answers.
   *
   * @param label of the progress bar
   */
  List<Answered> answer(String label, List<Example> examples, Clues clues);

  /** The confidence that is published for a model's probability: its calibration applied. */
  double confidence(double logProbability);

  /** Whether the services would ask it with clues. */
  boolean servedWithClues();

  @Override
  void close();
}
