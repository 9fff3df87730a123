package dev.swath.lab.data;

import java.util.random.RandomGenerator;

/**
 * Which part of a square image is seen, and in which of the eight symmetries of the square: there
 * is no up from above.
 *
 * @param left in pixels of the image
 * @param top in pixels of the image
 * @param side in pixels of the image
 * @param symmetry 0 to 7: mirrored in x (1), in y (2), transposed (4)
 */
public record Crop(double left, double top, double side, int symmetry) {

  /** The whole image as it is. */
  public static Crop whole(int imageSide) {
    return new Crop(0, 0, imageSide, 0);
  }

  /**
   * @param smallest the shortest side of a crop, as a share of the image's
   */
  public static Crop random(int imageSide, double smallest, RandomGenerator random) {
    double side = imageSide * (smallest + (1 - smallest) * random.nextDouble());
    return new Crop(
        (imageSide - side) * random.nextDouble(),
        (imageSide - side) * random.nextDouble(),
        side,
        random.nextInt(8));
  }

  /** Where pixel (x, y) of a view of {@code size} pixels lies in the image, column then row. */
  double[] source(int x, int y, int size) {
    int u = (symmetry & 1) == 0 ? x : size - 1 - x;
    int v = (symmetry & 2) == 0 ? y : size - 1 - y;
    boolean transposed = (symmetry & 4) != 0;
    double scale = side / size;
    return new double[] {
      left + ((transposed ? v : u) + 0.5) * scale - 0.5,
      top + ((transposed ? u : v) + 0.5) * scale - 0.5
    };
  }

  /** Where a place in the image, in pixels, is seen: 0 to 1 from left and from top. */
  double[] seen(double x, double y) {
    boolean transposed = (symmetry & 4) != 0;
    double u = ((transposed ? y - top : x - left)) / side;
    double v = ((transposed ? x - left : y - top)) / side;
    return new double[] {(symmetry & 1) == 0 ? u : 1 - u, (symmetry & 2) == 0 ? v : 1 - v};
  }
}
