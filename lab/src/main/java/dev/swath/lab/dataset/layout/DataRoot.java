package dev.swath.lab.dataset.layout;

import dev.swath.lab.dataset.Media;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder or zip that holds a dataset's images and videos.
 *
 * <p>A name is looked for in the folder itself, then in each folder directly below it, then in each
 * zip directly in it (and in the folders directly below that zip's root), because archives of
 * datasets differ in whether they have a top folder and are often left packed. Zips stay open, for
 * media are read when they are asked for. Not thread-safe; the media are.
 */
public final class DataRoot {

  private final Path root;
  private final Map<String, Optional<Path>> found = new HashMap<>();
  private List<Path> places;

  private DataRoot(Path root) {
    this.root = root;
  }

  /**
   * @throws IOException if there is no such folder or zip, or the zip cannot be read
   */
  public static DataRoot open(Path folderOrZip) throws IOException {
    return new DataRoot(inside(folderOrZip));
  }

  private static Path inside(Path folderOrZip) throws IOException {
    if (Files.isDirectory(folderOrZip)) {
      return folderOrZip;
    }
    if (!Files.exists(folderOrZip)) {
      throw new IOException(
          folderOrZip + ": there is no such folder or zip. Give the folder of the dataset.");
    }
    if (!isZip(folderOrZip)) {
      throw new IOException(folderOrZip + ": is neither a folder nor a .zip file.");
    }
    try {
      return FileSystems.newFileSystem(folderOrZip).getPath("/");
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s: cannot be read as a zip (%s). Download it again, or move it away."
              .formatted(folderOrZip, e.getMessage()));
    }
  }

  /** The file, or the zip and the place in it, as a user would look for it. */
  static String display(Path path) {
    return path.getFileSystem() == FileSystems.getDefault()
        ? path.toString()
        : path.getFileSystem() + "!" + path;
  }

  String display() {
    return display(root);
  }

  /**
   * All files with one of these endings, sorted by their path.
   *
   * @param endings in lower case, such as ".png"
   */
  List<Path> files(List<String> endings) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .filter(path -> endings.stream().anyMatch(lowerCase(path)::endsWith))
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(path -> !path.toString().contains("__MACOSX"))
          .sorted()
          .toList();
    }
  }

  /** A file's path within this root, with slashes. */
  String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /**
   * @param names to look for, the likeliest first
   * @throws BadRecordException if there is none of them
   */
  Media image(String... names) throws IOException, BadRecordException {
    return media("image", ImageFile::new, names);
  }

  Media video(String... names) throws IOException, BadRecordException {
    return media("video", VideoFile::new, names);
  }

  private Media media(String what, Function<Path, Media> maker, String... names)
      throws IOException, BadRecordException {
    for (String name : names) {
      Optional<Path> path = find(name);
      if (path.isPresent()) {
        return maker.apply(path.get());
      }
    }
    throw new BadRecordException(
        "there is no %s %s in %s".formatted(what, String.join(" or ", names), display()));
  }

  /** Finds a file by its path. */
  Optional<Path> find(String name) throws IOException, BadRecordException {
    String clean = name.replace('\\', '/');
    if (clean.startsWith("/") || List.of(clean.split("/")).contains("..")) {
      throw new BadRecordException("the path '" + name + "' leads out of the data's folder");
    }
    Optional<Path> known = found.get(clean);
    if (known == null) {
      known = search(clean);
      found.put(clean, known);
    }
    return known;
  }

  private Optional<Path> search(String name) throws IOException {
    Path direct = root.resolve(name);
    if (Files.isRegularFile(direct)) {
      return Optional.of(direct);
    }
    if (places == null) {
      places = places();
    }
    return places.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private List<Path> places() throws IOException {
    List<Path> all = new ArrayList<>(list(root, Files::isDirectory));
    for (Path zip : list(root, DataRoot::isZip)) {
      Path inside = inside(zip);
      all.add(inside);
      all.addAll(list(inside, Files::isDirectory));
    }
    return all;
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(wanted).sorted().toList();
    }
  }

  private static boolean isZip(Path path) {
    return lowerCase(path).endsWith(".zip") && Files.isRegularFile(path);
  }

  private static String lowerCase(Path path) {
    return path.toString().toLowerCase(Locale.ROOT);
  }
}
