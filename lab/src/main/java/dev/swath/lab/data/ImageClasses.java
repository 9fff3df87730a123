package dev.swath.lab.data;

import dev.swath.lab.dataset.Split;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.RgbImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A dataset whose images lie in one folder a class, read from a zip of JPEG or PNG files.
 *
 * @param classes in alphabetical order; labels index them
 */
public record ImageClasses(
    String name,
    List<String> classes,
    List<LabelledImage> train,
    List<LabelledImage> validation,
    List<LabelledImage> test) {

  private record Entry(String folder, String name, RgbImage image) {}

  /**
   * @param splits the side of an image by its name, such as {@code Forest/Forest_12}; {@link
   *     Splits#nearDuplicates} are left out of the training side
   * @param size images are resized to this many pixels a side
   * @throws IOException if the zip cannot be read, or an entry is no image
   */
  public static ImageClasses read(String name, Path zip, Function<String, Split> splits, int size)
      throws IOException {
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
    Set<String> repeats = Splits.nearDuplicates(name);
    Map<Split, List<LabelledImage>> sides = new EnumMap<>(Split.class);
    for (Entry entry : entries) {
      Split side = splits.apply(entry.name());
      if (side != Split.TRAIN || !repeats.contains(entry.name())) {
        sides
            .computeIfAbsent(side, s -> new ArrayList<>())
            .add(new LabelledImage(entry.name(), classes.indexOf(entry.folder()), entry.image()));
      }
    }
    return new ImageClasses(
        name,
        classes,
        List.copyOf(sides.getOrDefault(Split.TRAIN, List.of())),
        List.copyOf(sides.getOrDefault(Split.VALIDATION, List.of())),
        List.copyOf(sides.getOrDefault(Split.TEST, List.of())));
  }

  /** The images of one side. */
  public List<LabelledImage> of(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
