package dev.swath.lab.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A JDK on this machine, with a compiler. */
record Jdk(Path home, Runtime.Version version) {

  /**
   * The JDK in a folder, by its {@code release} file.
   *
   * @return empty if there is none, or only a runtime that cannot compile
   */
  static Optional<Jdk> at(Path home) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
      String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
      return Files.isExecutable(home.resolve("bin/javac"))
          ? Optional.of(new Jdk(home, Runtime.Version.parse(version)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * A JDK that is at least so new: the one that runs this, the one in {@code JAVA_HOME}, or the
   * newest beside the one that runs this.
   */
  static Optional<Jdk> find(int feature) {
    Path running = Path.of(System.getProperty("java.home"));
    List<Path> homes = new ArrayList<>(List.of(running));
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
    Optional<Jdk> ownOrNamed =
        homes.stream()
            .flatMap(home -> at(home).stream())
            .filter(jdk -> jdk.is(feature))
            .findFirst();
    return ownOrNamed.or(() -> newest(running.getParent()).filter(jdk -> jdk.is(feature)));
  }

  /** The newest of those in a folder. */
  static Optional<Jdk> newest(Path folder) {
    List<Jdk> found = new ArrayList<>();
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
      homes.forEach(home -> at(home).ifPresent(found::add));
    } catch (IOException e) {
      // A folder that cannot be read has none.
    }
    return found.stream().max(Comparator.comparing(Jdk::version));
  }

  boolean is(int feature) {
    return version.feature() >= feature;
  }

  Path java() {
    return home.resolve("bin/java");
  }
}
