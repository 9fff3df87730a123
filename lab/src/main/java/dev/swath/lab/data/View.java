package dev.swath.lab.data;

import dev.swath.vlm.RgbImage;

/**
 * What is seen of a square image: a crop, turned about its middle by the angle of a cosine and a
 * sine. What lies outside of the image is mirrored at its border.
 */
record View(Crop crop, double cos, double sin) {

  /**
   * How pixels become encoder input.
   *
   * @param channels the image's channels, in the order of the input's
   * @param gains of each channel of the input, for pixels of 0 to 255
   * @param shift added to all
   */
  record Colours(int[] channels, float[] gains, float shift) {

    /** Black is -1, white 1. */
    static final Colours AS_THEY_ARE =
        new Colours(new int[] {0, 1, 2}, new float[] {1 / 127.5f, 1 / 127.5f, 1 / 127.5f}, -1);
  }

  /**
   * @param angle in radians
   */
  static View turned(Crop crop, double angle) {
    return new View(crop, Math.cos(angle), Math.sin(angle));
  }

  /** Writes it as encoder input [3, size, size], bilinear, at an offset of a batch. */
  void write(RgbImage image, int size, Colours colours, float[] batch, int offset) {
    float[] pixel = new float[3];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double[] source = source(x, y, size);
        bilinear(image, source[0], source[1], pixel);
        for (int channel = 0; channel < 3; channel++) {
          batch[offset + (channel * size + y) * size + x] =
              pixel[colours.channels()[channel]] * colours.gains()[channel] + colours.shift();
        }
      }
    }
  }

  private double[] source(int x, int y, int size) {
    double[] place = crop.source(x, y, size);
    double middleX = crop.left() + crop.side() / 2 - 0.5;
    double middleY = crop.top() + crop.side() / 2 - 0.5;
    double dx = place[0] - middleX;
    double dy = place[1] - middleY;
    place[0] = middleX + cos * dx - sin * dy;
    place[1] = middleY + sin * dx + cos * dy;
    return place;
  }

  private static double inside(double place, int side) {
    double mirrored = place < 0 ? -place : Math.min(place, 2 * (side - 1) - place);
    return Math.max(0, Math.min(side - 1, mirrored));
  }

  private static void bilinear(RgbImage image, double x, double y, float[] pixel) {
    int side = image.width();
    double cx = inside(x, side);
    double cy = inside(y, side);
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(side - 1, x0 + 1);
    int y1 = Math.min(side - 1, y0 + 1);
    float fx = (float) (cx - x0);
    float fy = (float) (cy - y0);
    byte[] rgb = image.rgb();
    for (int c = 0; c < 3; c++) {
      float upper =
          (rgb[(y0 * side + x0) * 3 + c] & 0xff) * (1 - fx)
              + (rgb[(y0 * side + x1) * 3 + c] & 0xff) * fx;
      float lower =
          (rgb[(y1 * side + x0) * 3 + c] & 0xff) * (1 - fx)
              + (rgb[(y1 * side + x1) * 3 + c] & 0xff) * fx;
      pixel[c] = upper * (1 - fy) + lower * fy;
    }
  }
}
