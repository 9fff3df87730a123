package dev.swath.lab.eval;

import dev.swath.lab.eval.report.TestResult.Reliability;
import java.util.ArrayList;
import java.util.List;

/**
 * How confidences agree with right and wrong, and the temperature that makes them agree best.
 *
 * @param logProbability of each answer, at most 0
 * @param right whether it was right
 */
record Confidences(double[] logProbability, boolean[] right) {

  private static final int BINS = 15;
  private static final double LOWEST = 0.05;
  private static final double HIGHEST = 20;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** A confidence of a log-probability. */
  @FunctionalInterface
  interface Reading {
    double confidence(double logProbability);
  }

  int count() {
    return right.length;
  }

  /** Expected calibration error (Naeini et al. 2015) in 15 bins of equal width, and Brier score. */
  Reliability reliability(Reading reading) {
    int[] n = new int[BINS];
    double[] confidence = new double[BINS];
    int[] rights = new int[BINS];
    double brier = 0;
    for (int i = 0; i < count(); i++) {
      double p = reading.confidence(logProbability[i]);
      int bin = Math.min(BINS - 1, (int) (p * BINS));
      n[bin]++;
      confidence[bin] += p;
      rights[bin] += right[i] ? 1 : 0;
      brier += (p - (right[i] ? 1 : 0)) * (p - (right[i] ? 1 : 0));
    }
    List<Reliability.Bin> bins = new ArrayList<>();
    double ece = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (n[bin] > 0) {
        double mean = confidence[bin] / n[bin];
        double accuracy = (double) rights[bin] / n[bin];
        ece += Math.abs(mean - accuracy) * n[bin] / count();
        bins.add(
            new Reliability.Bin((double) bin / BINS, (bin + 1.0) / BINS, n[bin], mean, accuracy));
      }
    }
    return new Reliability(ece, brier / count(), bins);
  }

  /**
   * The temperature T that makes right and wrong most likely under sigmoid(logit(p) / T), found by
   * golden section over log T.
   *
   * @throws IllegalArgumentException if all answers are right, or all wrong: then there is none
   */
  double temperature() {
    int rights = 0;
    for (boolean one : right) {
      rights += one ? 1 : 0;
    }
    if (rights == 0 || rights == count()) {
      throw new IllegalArgumentException(
          "a temperature needs right and wrong answers to be fitted on; %d of %d are right"
              .formatted(rights, count()));
    }
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    while (high - low > 1e-6) {
      double first = high - GOLDEN * (high - low);
      double second = low + GOLDEN * (high - low);
      if (loss(Math.exp(first)) < loss(Math.exp(second))) {
        high = second;
      } else {
        low = first;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** Mean negative log-likelihood; convex in 1 / T, so it has one minimum. */
  private double loss(double temperature) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      // A probability of exactly 1 has no finite logit; the nearest double below it has.
      double log = Math.min(-0x1p-53, logProbability[i]);
      double logit = (log - Math.log(-Math.expm1(log))) / temperature;
      double margin = right[i] ? logit : -logit;
      sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
    }
    return sum / count();
  }
}
