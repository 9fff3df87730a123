package dev.swath.lab.bench;

/**
 * Two rates that were measured in turn, several times: what slows a machine for a while slows both.
 *
 * @param own the median of the one
 * @param other the median of the other
 * @param ratio the median of one / other, each pair by itself
 */
public record Pairs(double own, double other, double ratio) {

  static final int REPETITIONS = 5;

  /**
   * Measures a rate once.
   *
   * @param <E> thrown if it cannot
   */
  @FunctionalInterface
  public interface Rate<E extends Exception> {
    double measure() throws E;
  }

  /**
   * Several times.
   *
   * @throws E if a rate cannot be measured
   */
  public static <E extends Exception> Pairs inTurn(Rate<E> own, Rate<E> other) throws E {
    return inTurn(REPETITIONS, own, other);
  }

  /**
   * @throws E if a rate cannot be measured
   */
  public static <E extends Exception> Pairs inTurn(int repetitions, Rate<E> own, Rate<E> other)
      throws E {
    double[] owns = new double[repetitions];
    double[] others = new double[repetitions];
    double[] ratios = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      others[i] = other.measure();
      owns[i] = own.measure();
      ratios[i] = owns[i] / others[i];
    }
    return new Pairs(Timing.median(owns), Timing.median(others), Timing.median(ratios));
  }
}
