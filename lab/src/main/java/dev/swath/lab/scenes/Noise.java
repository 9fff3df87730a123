package dev.swath.lab.scenes;

/**
 * Value noise: a random number at each point of a grid, blended in between. Plain arithmetic on
 * hashes, so that the same seed gives the same picture on every machine.
 */
record Noise(long seed) {

  /** An independent noise of the same seed. */
  Noise channel(int n) {
    return new Noise(mix(seed + 0x9E3779B97F4A7C15L * (n + 1)));
  }

  /** A random number in [0, 1) that belongs to the grid point (x, y). */
  double at(long x, long y) {
    return (mix(mix(seed ^ x * 0x9E3779B97F4A7C15L) ^ y * 0xC2B2AE3D27D4EB4FL) >>> 11) * 0x1.0p-53;
  }

  /** Noise in [-1, 1) whose grid points lie {@code size} apart. */
  double smooth(double x, double y, double size) {
    double u = x / size;
    double v = y / size;
    long column = (long) Math.floor(u);
    long row = (long) Math.floor(v);
    double across = ease(u - column);
    double down = ease(v - row);
    double top = blend(at(column, row), at(column + 1, row), across);
    double bottom = blend(at(column, row + 1), at(column + 1, row + 1), across);
    return 2 * blend(top, bottom, down) - 1;
  }

  private static double blend(double a, double b, double t) {
    return a + (b - a) * t;
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }

  /** The finaliser of SplitMix64: every bit of the result depends on every bit of the argument. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
