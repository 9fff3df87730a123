package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether confidences mean what they say: of the answers given with probability 0.8, are 80 %
 * right?
 *
 * @param count samples
 * @param bins of equal width, those that hold samples, from low to high
 * @param expectedError expected calibration error (Naeini et al., 2015; Guo et al., 2017): the mean
 *     gap of the bins, weighted by their samples
 * @param brier Brier score: the mean of (probability - 1 if right, else 0) squared
 */
public record Calibration(int count, List<Bin> bins, double expectedError, double brier) {

  public static final int DEFAULT_BINS = 15;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The samples whose probability is at least {@code from} and below {@code to}; the last bin holds
   * 1 as well.
   *
   * @param confidence their mean probability
   * @param accuracy the share that is right
   */
  public record Bin(double from, double to, int count, double confidence, double accuracy) {

    /** How far confidence and accuracy are apart, at least 0. */
    public double gap() {
      return Math.abs(confidence - accuracy);
    }
  }

  /** With {@value #DEFAULT_BINS} bins. */
  public static Calibration of(double[] probabilities, boolean[] right) {
    return of(probabilities, right, DEFAULT_BINS);
  }

  /**
   * Measures confidences.
   *
   * @param probabilities of the answers given, each from 0 to 1
   * @param right whether each answer is right
   * @throws IllegalArgumentException if there is no sample or no bin, the arrays differ in length,
   *     or a probability is outside 0 to 1
   */
  public static Calibration of(double[] probabilities, boolean[] right, int bins) {
    Temperature.requirePairs(probabilities.length, right.length);
    if (bins < 1) {
      throw new IllegalArgumentException("at least one bin is needed, not " + bins);
    }
    int[] counts = new int[bins];
    int[] rights = new int[bins];
    double[] confidences = new double[bins];
    double brier = 0;
    for (int i = 0; i < right.length; i++) {
      double probability = Temperature.requireProbability(probabilities[i], i);
      int bin = Math.min(bins - 1, (int) (probability * bins));
      counts[bin]++;
      rights[bin] += right[i] ? 1 : 0;
      confidences[bin] += probability;
      double miss = probability - (right[i] ? 1 : 0);
      brier += miss * miss / right.length;
    }
    List<Bin> filled = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      if (counts[i] > 0) {
        filled.add(
            new Bin(
                (double) i / bins,
                (i + 1.0) / bins,
                counts[i],
                confidences[i] / counts[i],
                (double) rights[i] / counts[i]));
      }
    }
    int samples = right.length;
    return new Calibration(
        samples,
        filled,
        filled.stream().mapToDouble(bin -> bin.gap() * bin.count() / samples).sum(),
        brier);
  }
}
