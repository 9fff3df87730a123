package dev.swath.lab.eval;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Percentile intervals by resampling the examples (Efron 1979): 95 %, 1,000 resamples. */
final class Bootstrap {

  private static final int RESAMPLES = 1000;

  private Bootstrap() {}

  /** A figure of some of the examples. */
  @FunctionalInterface
  interface Statistic {

    /**
     * @param examples indices, an index as often as the example is in the sample
     */
    double of(int[] examples);
  }

  /** A value with its interval. */
  record Interval(double value, double low, double high) {}

  /**
   * @param count examples, 0 to count - 1
   */
  static Interval of(int count, Statistic statistic, long seed) {
    double value = statistic.of(IntStream.range(0, count).toArray());
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[RESAMPLES];
    int[] sample = new int[count];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int k = 0; k < count; k++) {
        sample[k] = random.nextInt(count);
      }
      values[i] = statistic.of(sample);
    }
    // A resample can miss a rare type altogether; its figure is no number then and does not count.
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int tail = sorted.length / 40;
    return sorted.length == 0
        ? new Interval(value, Double.NaN, Double.NaN)
        : new Interval(value, sorted[tail], sorted[sorted.length - 1 - tail]);
  }
}
