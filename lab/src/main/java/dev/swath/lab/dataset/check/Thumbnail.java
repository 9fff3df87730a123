package dev.swath.lab.dataset.check;

import dev.swath.vlm.RgbImage;

/**
 * An image as {@value #SIDE} x {@value #SIDE} grey cells.
 *
 * @param grey [SIDE, SIDE], row-major: the mean luma (ITU-R BT.601) of each cell, 0 to 255
 * @param deviation standard deviation of the cells, in grey levels
 */
public record Thumbnail(float[] grey, double mean, double deviation) {

  static final int SIDE = 16;
  static final int CELLS = SIDE * SIDE;

  public static Thumbnail of(RgbImage image) {
    float[] grey = new float[CELLS];
    double sum = 0;
    double squares = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double level = cell(image, x, y);
        grey[y * SIDE + x] = (float) level;
        sum += level;
        squares += level * level;
      }
    }
    double mean = sum / CELLS;
    return new Thumbnail(grey, mean, Math.sqrt(Math.max(0, squares / CELLS - mean * mean)));
  }

  /** The mean luma of a cell; images smaller than the grid repeat their pixels. */
  private static double cell(RgbImage image, int x, int y) {
    int left = x * image.width() / SIDE;
    int right = Math.max(left + 1, (x + 1) * image.width() / SIDE);
    int top = y * image.height() / SIDE;
    int bottom = Math.max(top + 1, (y + 1) * image.height() / SIDE);
    byte[] rgb = image.rgb();
    long sum = 0;
    for (int row = top; row < bottom; row++) {
      for (int at = (row * image.width() + left) * 3;
          at < (row * image.width() + right) * 3;
          at += 3) {
        sum += 299L * (rgb[at] & 0xFF) + 587L * (rgb[at + 1] & 0xFF) + 114L * (rgb[at + 2] & 0xFF);
      }
    }
    return sum / (1000.0 * (right - left) * (bottom - top));
  }
}
