package dev.swath.lab.eval;

import dev.swath.lab.dataset.Media;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An image file, or an entry of a zip.
 *
 * @param entry empty for a file
 */
record StoredPicture(Path file, String entry) implements Media {

  @Override
  public String name() {
    return entry.isEmpty() ? file.toString() : entry;
  }

  @Override
  public List<RgbImage> frames(int most) throws IOException {
    try {
      return List.of(RgbImage.decode(bytes()));
    } catch (IOException e) {
      throw new IOException(file + (entry.isEmpty() ? "" : "!" + entry) + ": " + e.getMessage());
    }
  }

  private byte[] bytes() throws IOException {
    if (entry.isEmpty()) {
      return Files.readAllBytes(file);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry found = zip.getEntry(entry);
      if (found == null) {
        throw new IOException("no such entry");
      }
      return zip.getInputStream(found).readAllBytes();
    }
  }
}
