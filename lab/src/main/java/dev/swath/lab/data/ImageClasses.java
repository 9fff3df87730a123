package dev.swath.lab.data;

import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.RgbImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A dataset whose images lie in one folder a class, read from a zip of JPEG or PNG files.
 *
 * <p>The split is fixed by a hash of the image's name: one in five is held out.
 *
 * @param classes in alphabetical order; labels index them
 */
public record ImageClasses(
    String name, List<String> classes, List<LabelledImage> train, List<LabelledImage> test) {

  private static final int HELD_OUT_ONE_IN = 5;

  private record Entry(String folder, String name, RgbImage image) {}

  /**
   * @param size images are resized to this many pixels a side
   * @throws IOException if the zip cannot be read, or an entry is no image
   */
  public static ImageClasses read(String name, Path zip, int size) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (ZipInputStream in =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String[] parts = entry.getName().split("/");
        if (!entry.isDirectory() && parts.length >= 2) {
          RgbImage image = RgbImage.decode(in.readAllBytes());
          entries.add(
              new Entry(
                  parts[parts.length - 2],
                  parts[parts.length - 2] + "/" + parts[parts.length - 1].replaceAll("\\..*", ""),
                  ImagePreprocessor.resize(image, size, size)));
        }
      }
    }
    List<String> classes = List.copyOf(new TreeSet<>(entries.stream().map(Entry::folder).toList()));
    List<LabelledImage> train = new ArrayList<>();
    List<LabelledImage> test = new ArrayList<>();
    for (Entry entry : entries) {
      (heldOut(entry.name()) ? test : train)
          .add(new LabelledImage(entry.name(), classes.indexOf(entry.folder()), entry.image()));
    }
    return new ImageClasses(name, classes, List.copyOf(train), List.copyOf(test));
  }

  /** Whether an image, or a place, of this name is kept for testing. */
  public static boolean heldOut(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % HELD_OUT_ONE_IN == 0;
  }
}
