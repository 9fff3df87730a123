package dev.swath.lab.bench;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/** How long something takes. */
public final class Timing {

  private Timing() {}

  /** Seconds of one run. */
  static double once(Runnable work) {
    long from = System.nanoTime();
    work.run();
    return (System.nanoTime() - from) * 1e-9;
  }

  /**
   * The median of several runs, in seconds.
   *
   * @param warmUp runs before that are not counted
   */
  static double median(int warmUp, int repetitions, Runnable work) {
    return median(warmUp, repetitions, () -> once(work));
  }

  /** The median of what several runs measure. */
  static double median(int warmUp, int repetitions, DoubleSupplier seconds) {
    for (int i = 0; i < warmUp; i++) {
      seconds.getAsDouble();
    }
    return median(DoubleStream.generate(seconds).limit(repetitions).toArray());
  }

  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The value that a share of all values does not exceed. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }
}
