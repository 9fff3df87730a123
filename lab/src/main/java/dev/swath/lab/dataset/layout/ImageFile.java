package dev.swath.lab.dataset.layout;

import dev.swath.lab.dataset.Media;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An image of a folder or zip, in a format that the JDK reads: PNG, JPEG, TIFF of one, three or
 * four bands, BMP, GIF.
 */
record ImageFile(Path path) implements Media {

  @Override
  public String name() {
    return DataRoot.display(path);
  }

  @Override
  public List<RgbImage> frames(int most) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    try {
      return List.of(RgbImage.decode(bytes));
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders throw both at damaged files.
      throw new IOException(
          "%s: cannot be read as an image (%s). Convert it to PNG or 8-bit RGB TIFF, or remove it."
              .formatted(name(), e.getMessage() == null ? e : e.getMessage()));
    }
  }
}
