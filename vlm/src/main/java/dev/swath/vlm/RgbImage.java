package dev.swath.vlm;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * An image, 8 bits a channel.
 *
 * @param rgb [height, width, 3], row-major
 */
public record RgbImage(int width, int height, byte[] rgb) {

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
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
    if (image == null) {
      throw new IOException(encoded.length + " bytes that are no PNG or JPEG image");
    }
    return of(image);
  }

  public static RgbImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
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
