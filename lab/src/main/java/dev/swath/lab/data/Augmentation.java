package dev.swath.lab.data;

import dev.swath.vlm.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Random views of an image for training: a crop in one of eight symmetries, brightness and
 * contrast, and now and then other bands in the place of red, green and blue, as false colour
 * composites have them.
 *
 * @param smallestCrop the shortest side of a crop, as a share of the image's
 * @param falseColour how often channels are exchanged
 */
public record Augmentation(double smallestCrop, double falseColour) {

  /** The image as it is. */
  public static final Augmentation NONE = new Augmentation(1, 0);

  /** Writes a random view as encoder input [3, size, size], in -1 to 1, at an offset of a batch. */
  public void write(RgbImage image, int size, RandomGenerator random, float[] batch, int offset) {
    write(image, Crop.random(image.width(), smallestCrop, random), size, random, batch, offset);
  }

  /** The same of a given part of the image. */
  public void write(
      RgbImage image, Crop crop, int size, RandomGenerator random, float[] batch, int offset) {
    float gain = (1 + 0.2f * (random.nextFloat() * 2 - 1)) / 127.5f;
    float shift = 0.1f * (random.nextFloat() * 2 - 1) - 1;
    int[] channels = {0, 1, 2};
    if (random.nextDouble() < falseColour) {
      int a = random.nextInt(3);
      int b = random.nextInt(3);
      int swap = channels[a];
      channels[a] = channels[b];
      channels[b] = swap;
    }
    resample(image, crop, size, channels, gain, shift, batch, offset);
  }

  /**
   * A square of the encoder's input.
   *
   * @param left in pixels of the input, as are the others
   */
  public record Part(int left, int top, int side) {

    /** One of any size at any place; all shares of the area are equally likely. */
    public static Part random(int size, RandomGenerator random) {
      int side = (int) Math.round(size * Math.sqrt(random.nextDouble()));
      return new Part(random.nextInt(size - side + 1), random.nextInt(size - side + 1), side);
    }

    /** Its share of the input's area, 0 to 1. */
    public float share(int size) {
      return (float) side * side / (size * size);
    }
  }

  /**
   * Puts a part of a random view over what is in the batch, so that the classes of both must be
   * told from parts (CutMix, Yun et al. 2019, "CutMix: Regularization Strategy to Train Strong
   * Classifiers with Localizable Features").
   */
  public void writePart(
      RgbImage image, Part part, int size, RandomGenerator random, float[] batch, int offset) {
    float[] view = new float[3 * size * size];
    write(image, size, random, view, 0);
    for (int channel = 0; channel < 3; channel++) {
      for (int y = part.top(); y < part.top() + part.side(); y++) {
        int from = (channel * size + y) * size + part.left();
        System.arraycopy(view, from, batch, offset + from, part.side());
      }
    }
  }

  /** A part of an image as encoder input, without any change of colour. */
  public static void plain(RgbImage image, Crop crop, int size, float[] batch, int offset) {
    resample(image, crop, size, new int[] {0, 1, 2}, 1 / 127.5f, -1, batch, offset);
  }

  private static void resample(
      RgbImage image,
      Crop crop,
      int size,
      int[] channels,
      float gain,
      float shift,
      float[] batch,
      int offset) {
    float[] pixel = new float[3];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double[] source = crop.source(x, y, size);
        bilinear(image, source[0], source[1], pixel);
        for (int channel = 0; channel < 3; channel++) {
          batch[offset + (channel * size + y) * size + x] = pixel[channels[channel]] * gain + shift;
        }
      }
    }
  }

  private static void bilinear(RgbImage image, double x, double y, float[] pixel) {
    int side = image.width();
    double cx = Math.max(0, Math.min(side - 1, x));
    double cy = Math.max(0, Math.min(side - 1, y));
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
