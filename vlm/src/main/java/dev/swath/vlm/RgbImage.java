package dev.swath.vlm;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * An image, 8 bits a channel.
 *
 * @param rgb [height, width, 3], row-major
 */
public record RgbImage(int width, int height, byte[] rgb) {

  /** Of an encoded image. */
  private static final int MOST_PIXELS = 100_000_000;

  public RgbImage {
    if (width <= 0 || height <= 0 || rgb.length != width * height * 3) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels needs %d bytes, got %d"
              .formatted(width, height, (long) width * height * 3, rgb.length));
    }
  }

  /**
   * Decodes PNG, JPEG or another format of the JDK. Grey becomes three equal channels; alpha is
   * dropped.
   *
   * @throws IOException if the bytes are not such an image
   */
  public static RgbImage decode(byte[] encoded) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(encoded.length + " bytes that are no PNG or JPEG image");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        check(reader.getWidth(0), reader.getHeight(0));
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    }
  }

  /** A few kilobytes may say that they are a billion pixels: looked at before they are decoded. */
  private static void check(int width, int height) throws IOException {
    if ((long) width * height > MOST_PIXELS) {
      throw new IOException(
          "an image of %d x %d pixels; at most %d are decoded"
              .formatted(width, height, MOST_PIXELS));
    }
  }

  public static RgbImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      // What most files become: the samples as they are, in the order of their bands, red first.
      image.getRaster().getDataElements(0, 0, width, height, rgb);
      return new RgbImage(width, height, rgb);
    }
    boolean grey =
        image.getType() == BufferedImage.TYPE_BYTE_GRAY && image.getRaster().getNumBands() == 1;
    int[] row = new int[width];
    for (int y = 0, to = 0; y < height; y++) {
      if (grey) {
        // getRGB would apply the grey colour space's gamma; the samples are wanted as they are.
        image.getRaster().getSamples(0, y, width, 1, 0, row);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int x = 0; x < width; x++) {
        rgb[to++] = (byte) (grey ? row[x] : row[x] >> 16);
        rgb[to++] = (byte) (grey ? row[x] : row[x] >> 8);
        rgb[to++] = (byte) row[x];
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
