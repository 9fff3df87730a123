package dev.swath.lab.data;

import dev.swath.lab.data.View.Colours;
import dev.swath.vlm.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Random views of an image for training: a crop in one of eight symmetries, brightness and
 * contrast, and now and then other bands in the place of red, green and blue, as false colour
 * composites have them.
 *
 * @param smallestCrop the shortest side of a crop, as a share of the image's
 * @param falseColour how often channels are exchanged
 * @param turned how often the view is turned by any angle; what lies outside of the image is
 *     mirrored
 * @param tint by how much a channel may be brighter or darker than the others, as a share
 */
public record Augmentation(double smallestCrop, double falseColour, double turned, double tint) {

  /** The image as it is. */
  public static final Augmentation NONE = new Augmentation(1, 0);

  public Augmentation(double smallestCrop, double falseColour) {
    this(smallestCrop, falseColour, 0, 0);
  }

  /** Writes a random view as encoder input [3, size, size], in -1 to 1, at an offset of a batch. */
  public void write(RgbImage image, int size, RandomGenerator random, float[] batch, int offset) {
    write(image, Crop.random(image.width(), smallestCrop, random), size, random, batch, offset);
  }

  /** The same of a given part of the image. */
  public void write(
      RgbImage image, Crop crop, int size, RandomGenerator random, float[] batch, int offset) {
    Colours colours = colours(random);
    double angle = random.nextDouble() < turned ? 2 * Math.PI * random.nextDouble() : 0;
    View.turned(crop, angle).write(image, size, colours, batch, offset);
  }

  private Colours colours(RandomGenerator random) {
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
    float[] gains = new float[3];
    for (int channel = 0; channel < 3; channel++) {
      gains[channel] = gain * (float) (1 + tint * (random.nextDouble() * 2 - 1));
    }
    return new Colours(channels, gains, shift);
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
    View.turned(crop, 0).write(image, size, Colours.AS_THEY_ARE, batch, offset);
  }
}
