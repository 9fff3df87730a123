package dev.swath.lab.eval;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import dev.swath.lab.eval.report.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run of a suite.
 *
 * @param most examples of a test at the most
 * @param seed of the intervals
 * @param worst how many examples of a test are shown
 * @param command as it was typed
 */
record Evaluation(Split split, Clues clues, int most, long seed, int worst, String command) {

  EvaluationResult run(Suite suite, Answerer answerer) {
    TestScorer scorer =
        new TestScorer(answerer::confidence, answerer.servedWithClues(), seed, worst);
    List<TestResult> results = new ArrayList<>();
    List<NotRun> notRun = new ArrayList<>(suite.notRun());
    for (SuiteTest whole : suite.tests()) {
      if (whole.examples().isEmpty()) {
        notRun.add(new NotRun(whole.name(), whole.benchmark(), "it has no example"));
      } else {
        SuiteTest test = whole.atMost(most);
        List<Answered> answers = answerer.answer(test.name(), test.examples(), clues);
        results.add(scorer.score(test, answers, clues));
      }
    }
    return new EvaluationResult(
        suite.name(),
        split.name().toLowerCase(Locale.ROOT),
        command,
        answerer.model(),
        seed,
        most,
        results,
        notRun);
  }
}
