package dev.swath.lab.dataset.layout;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a dataset lies.
 *
 * @param name what the user calls it
 * @param path a folder, a zip, or the file that lists the examples
 * @param media folder or zip of the images and videos; null where they lie beside the file or in
 *     the folder
 * @param progress called once a record, to show that reading goes on
 */
public record Source(String name, Path path, Path media, Runnable progress) {

  /** A dataset that is named after its file or folder and brings its images. */
  public static Source of(Path path) {
    String file = path.toAbsolutePath().normalize().getFileName().toString();
    return new Source(file.replaceFirst("\\.[A-Za-z]+$", ""), path, null, () -> {});
  }

  public Source withMedia(Path place) {
    return new Source(name, path, place, progress);
  }

  public Source withProgress(Runnable runnable) {
    return new Source(name, path, media, runnable);
  }

  /** Where the images and videos are looked for. */
  Path mediaPlace() {
    if (media != null) {
      return media;
    }
    boolean list = Files.isRegularFile(path) && !path.toString().endsWith(".zip");
    return list ? path.toAbsolutePath().getParent() : path;
  }
}
