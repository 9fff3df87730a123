package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A disk whose writes can be made slow, for processes that are started with its environment. */
final class SlowDisk implements AutoCloseable {

  private final Path folder;
  private final Path library;
  private final Path whileThere;
  private final Duration delay;

  private SlowDisk(Path folder, Duration delay) {
    this.folder = folder;
    this.library = folder.resolve("slow_disk.so");
    this.whileThere = folder.resolve("slow");
    this.delay = delay;
  }

  /**
   * Compiles what stands between a process and its disk; where there is no C compiler, the test is
   * skipped.
   *
   * @param delay that each write and each flush takes longer
   */
  static SlowDisk of(Duration delay) throws IOException, InterruptedException {
    SlowDisk disk = new SlowDisk(Files.createTempDirectory("swath-slow-disk"), delay);
    Path source = disk.folder.resolve("slow_disk.c");
    try (InputStream in = SlowDisk.class.getResourceAsStream("/slow_disk.c")) {
      Files.copy(in, source);
    }
    disk.compile(source);
    return disk;
  }

  private void compile(Path source) throws InterruptedException {
    Process cc = null;
    try {
      cc =
          new ProcessBuilder(
                  "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
              .inheritIO()
              .start();
    } catch (IOException e) {
      abort("there is no C compiler, cc: " + e.getMessage());
    }
    assertThat(cc.waitFor()).as("what cc says of slow_disk.c").isZero();
  }

  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "SLOW_DISK_WHILE", whileThere.toString(),
        "SLOW_DISK_MS", Long.toString(delay.toMillis()));
  }

  void slow() throws IOException {
    Files.createFile(whileThere);
  }

  void fast() throws IOException {
    Files.delete(whileThere);
  }

  @Override
  public void close() throws IOException {
    FileSystemUtils.deleteRecursively(folder);
  }
}
