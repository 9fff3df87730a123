package dev.swath.lab.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Made-up images for tests. */
public final class Pictures {

  private Pictures() {}

  /** Smooth random blobs, so that a picture keeps its looks when it is scaled or compressed. */
  public static BufferedImage random(long seed, int size) {
    Random random = new Random(seed);
    double[] blobs = random.doubles(60).toArray();
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double level = 0;
        for (int b = 0; b < blobs.length; b += 3) {
          double dx = (double) x / size - blobs[b];
          double dy = (double) y / size - blobs[b + 1];
          level += (blobs[b + 2] - 0.5) * Math.exp(-(dx * dx + dy * dy) / 0.01);
        }
        int grey = (int) Math.max(0, Math.min(255, 128 + 180 * level));
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    return image;
  }

  /** Writes a small picture in the format of the file's ending, with the folders above it. */
  public static void write(Path file) throws IOException {
    write(random(file.toString().hashCode(), 16), file);
  }

  public static void write(BufferedImage image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
      throw new IOException("no writer for " + name);
    }
  }
}
