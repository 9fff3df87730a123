package dev.swath.lab.bench;

import java.util.function.DoubleSupplier;

/**
 * Two rates that were measured in turn, several times: what slows a machine for a while slows both.
 *
 * @param own the median of the one
 * @param other the median of the other
 * @param ratio the median of one / other, each pair by itself
 */
record Pairs(double own, double other, double ratio) {

  private static final int REPETITIONS = 5;

  static Pairs measure(DoubleSupplier own, DoubleSupplier other) {
    return measure(REPETITIONS, own, other);
  }

  static Pairs measure(int repetitions, DoubleSupplier own, DoubleSupplier other) {
    double[] owns = new double[repetitions];
    double[] others = new double[repetitions];
    double[] ratios = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      others[i] = other.getAsDouble();
      owns[i] = own.getAsDouble();
      ratios[i] = owns[i] / others[i];
    }
    return new Pairs(Timing.median(owns), Timing.median(others), Timing.median(ratios));
  }
}
