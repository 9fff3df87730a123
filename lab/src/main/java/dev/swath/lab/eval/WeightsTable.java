package dev.swath.lab.eval;

import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.Locale;

/** The scores and answers with full weights beside those with int8 weights, as Markdown. */
final class WeightsTable {

  private WeightsTable() {}

  static String of(
      EvaluationResult fullResult,
      RecordedAnswers full,
      EvaluationResult int8Result,
      RecordedAnswers int8) {
    StringBuilder table = new StringBuilder();
    table.append("| test | metric | full | int8 | same answers |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    int same = 0;
    int count = 0;
    for (int i = 0; i < fullResult.tests().size(); i++) {
      TestResult test = fullResult.tests().get(i);
      TestResult other = int8Result.tests().get(i);
      int equal = full.same(test.name(), int8);
      same += equal;
      count += full.count(test.name());
      for (Measured score : test.scores()) {
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %s | %s |\n",
                test.name(),
                score.metric(),
                score.value(),
                other
                    .score(score.metric(), true)
                    .map(s -> String.format(Locale.ROOT, "%.1f", s.value()))
                    .orElse("-"),
                share(equal, full.count(test.name()))));
      }
    }
    return table.append("\nSame answers: " + share(same, count) + ".\n").toString();
  }

  private static String share(int same, int count) {
    return String.format(
        Locale.ROOT, "%.1f %% of %d", count == 0 ? Double.NaN : 100.0 * same / count, count);
  }
}
