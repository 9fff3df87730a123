package dev.swath.lab.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that appear under their name only when they are whole. */
public final class WholeFolder {

  /** Fills a folder. */
  @FunctionalInterface
  public interface Content {
    void write(Path folder) throws IOException;
  }

  private WholeFolder() {}

  /**
   * Writes a folder beside its place and moves it there; one that is there is replaced.
   *
   * @throws IOException naming the folder, if it could not be written; what was there stays
   */
  public static void write(Path folder, Content content) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    Path old = target.resolveSibling(target.getFileName() + ".old");
    try {
      delete(partial);
      Files.createDirectories(partial);
      content.write(partial);
      delete(old);
      if (Files.exists(target)) {
        Files.move(target, old);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      delete(old);
    } catch (IOException e) {
      delete(partial);
      throw new IOException("cannot write the folder %s: %s".formatted(folder, e));
    }
  }

  /** Deletes a folder with all that is in it; one that is not there is none to delete. */
  public static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(folder)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
