package dev.swath.lab.eval;

import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import java.util.List;

/**
 * A named list of tests.
 *
 * @param notRun tests whose data is not there
 */
public record Suite(String name, List<SuiteTest> tests, List<NotRun> notRun) {

  public Suite {
    tests = List.copyOf(tests);
    notRun = List.copyOf(notRun);
  }
}
