package dev.swath.lab.eval;

import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.score.AnswerMatch;
import dev.swath.vlm.Calibration;
import java.util.ArrayList;
import java.util.List;

/** Fits a model's calibration on the answers, with clue as they are served, to a suite. */
final class CalibrationFit {

  private CalibrationFit() {}

  /**
   * @param most examples of a test at the most
   * @throws IllegalArgumentException if the suite has no answers that are right or wrong, or all
   *     are right, or all wrong
   */
  static Calibration fit(Suite suite, Answerer answerer, int most) {
    List<Double> logs = new ArrayList<>();
    List<Boolean> rights = new ArrayList<>();
    for (SuiteTest whole : suite.tests()) {
      if (whole.scoring().exact()) {
        SuiteTest test = whole.atMost(most);
        for (Answered answered : answerer.answer(test.name(), test.examples(), Clues.WITH)) {
          answered
              .with()
              .ifPresent(
                  reply -> {
                    logs.add(reply.logProbability());
                    rights.add(right(answered, reply));
                  });
        }
      }
    }
    double[] logProbability = logs.stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] right = new boolean[rights.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = rights.get(i);
    }
    return fit(suite.name(), answerer.model(), new Confidences(logProbability, right));
  }

  private static boolean right(Answered answered, Reply reply) {
    return AnswerMatch.matchesAny(reply.text(), answered.example().answers());
  }

  private static Calibration fit(
      String suite, EvaluationResult.Model model, Confidences confidences) {
    double temperature = confidences.temperature();
    Calibration plain = calibration(suite, model, confidences, 1, 0, 0);
    Calibration fitted = calibration(suite, model, confidences, temperature, 0, 0);
    return calibration(
        suite,
        model,
        confidences,
        temperature,
        confidences.reliability(log -> plain.confidence(log, model.adapter())).ece(),
        confidences.reliability(log -> fitted.confidence(log, model.adapter())).ece());
  }

  private static Calibration calibration(
      String suite,
      EvaluationResult.Model model,
      Confidences confidences,
      double temperature,
      double before,
      double after) {
    return new Calibration(
        temperature,
        model.adapter(),
        suite + ", validation split",
        confidences.count(),
        before,
        after,
        model.encoder(),
        model.language(),
        model.adapterFingerprint());
  }
}
