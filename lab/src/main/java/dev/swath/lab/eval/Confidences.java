package dev.swath.lab.eval;

import dev.swath.lab.eval.report.TestResult.Reliability;
import dev.swath.lab.eval.report.TestResult.Reliability.Bin;
import dev.swath.lab.score.Calibration;
import dev.swath.lab.score.Temperature;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How confidences agree with right and wrong, and the temperature that makes them agree best.
 *
 * @param logProbability of each answer, at most 0
 * @param right whether it was right
 */
record Confidences(double[] logProbability, boolean[] right) {

  /** A confidence of a log-probability. */
  @FunctionalInterface
  interface Reading {
    double confidence(double logProbability);
  }

  int count() {
    return right.length;
  }

  /** Expected calibration error (Naeini et al. 2015) in bins of equal width, and Brier score. */
  Reliability reliability(Reading reading) {
    double[] confidence = DoubleStream.of(logProbability).map(reading::confidence).toArray();
    Calibration measured = Calibration.of(confidence, right);
    return new Reliability(
        measured.expectedError(),
        measured.brier(),
        measured.bins().stream()
            .map(b -> new Bin(b.from(), b.to(), b.count(), b.confidence(), b.accuracy()))
            .toList());
  }

  /**
   * The temperature T that makes right and wrong most likely under sigmoid(logit(p) / T).
   *
   * @throws IllegalArgumentException if all answers are right, or all wrong: then there is none
   */
  double temperature() {
    long rights = IntStream.range(0, count()).filter(i -> right[i]).count();
    if (rights == 0 || rights == count()) {
      throw new IllegalArgumentException(
          "a temperature needs right and wrong answers to be fitted on; %d of %d are right"
              .formatted(rights, count()));
    }
    return Temperature.fitLogits(
            DoubleStream.of(logProbability).map(Confidences::logit).toArray(), right)
        .value();
  }

  private static double logit(double logProbability) {
    // A probability of exactly 1 has no finite logit; the nearest double below it has. Above one
    // half the logit needs 1 - p, which exp would have rounded away.
    double log = Math.min(-0x1p-53, logProbability);
    return log - Math.log(-Math.expm1(log));
  }
}
