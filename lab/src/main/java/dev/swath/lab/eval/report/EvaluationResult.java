package dev.swath.lab.eval.report;

import dev.swath.lab.eval.report.TestResult.Reliability;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an evaluation measured, as it is written to {@code results.json}; Markdown, HTML and the
 * model card's scores are made from it. Equal runs give equal results: no time is in it.
 *
 * @param suite the suite's name
 * @param split "test" or "validation"
 * @param command as it was typed
 * @param seed of the intervals
 * @param most examples of a test at the most
 * @param notRun tests that the suite has and that could not be run
 */
public record EvaluationResult(
    String suite,
    String split,
    String command,
    Model model,
    long seed,
    int most,
    List<TestResult> tests,
    List<NotRun> notRun) {

  public EvaluationResult {
    tests = List.copyOf(tests);
    notRun = List.copyOf(notRun);
  }

  /** How far all right or wrong answers together can be trusted; empty if there are none. */
  public Optional<Reliability> allReliability() {
    List<Reliability> each =
        tests.stream().map(TestResult::reliability).filter(Objects::nonNull).toList();
    return each.isEmpty() ? Optional.empty() : Optional.of(Reliability.together(each));
  }

  /**
   * The model that answered.
   *
   * @param encoder the encoder's fingerprint
   * @param language the fingerprint of language model, projector and change module
   * @param adapter the adapter's name, empty for the base model
   * @param adapterFingerprint empty for the base model
   * @param temperature of the calibration, 1 if there is none
   */
  public record Model(
      String name,
      String encoder,
      String language,
      String adapter,
      String adapterFingerprint,
      double temperature) {}

  /**
   * A test that could not be run.
   *
   * @param benchmark as in {@link TestResult}
   * @param reason what is missing
   */
  public record NotRun(String test, String benchmark, String reason) {}
}
