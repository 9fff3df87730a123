package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The disk of the change service, which remembers the last pass over each tile. */
@Tag("failure")
class StateStoreTest {

  private static final long SEED = 12;
  private static final int SMALL_DISK_MB = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void aDeletedOrBrokenStoreIsReadAgainFromKafka() throws Exception {
    try (Trial trial = Trial.start("store", 1)) {
      Child change = trial.services().get("change");
      Path store = trial.services().state("change");
      for (int i = 0; i < 4; i++) {
        publish(trial, 2);
        trial.awaitAnswers();
        change.stop();
        trial.disturbed("change");
        publish(trial, 1);
        if (i % 2 == 0) {
          FileSystemUtils.deleteRecursively(store);
        } else {
          breakFiles(store);
        }
        change.start();
        change.awaitReady();
      }
      publish(trial, 2);
      trial
          .outcome("the change service's store deleted, or its files filled with noise, in turn")
          .holds(100);
    }
  }

  @Test
  void aFullDiskIsToldAndNothingIsLostOnceThereIsRoom() throws Exception {
    Path disk = Files.createTempDirectory("swath-disk");
    assumeThat(
            run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=%dm".formatted(SMALL_DISK_MB),
                "tmpfs",
                disk.toString()))
        .as("a small disk can be mounted")
        .isZero();
    try (Trial trial = Trial.start("full", 1)) {
      Child change = trial.services().get("change");
      change.stop();
      trial.disturbed("change");
      Child onSmallDisk =
          trial.services().add("change", "change-on-small-disk", disk.resolve("state"));
      onSmallDisk.awaitReady();
      publish(trial, 2);
      trial.awaitAnswers();
      // The store writes in the background: that the disk is full is seen when it is opened.
      onSmallDisk.stop();
      Path filler = disk.resolve("filler");
      run("dd", "if=/dev/zero", "of=" + filler, "bs=64k");
      onSmallDisk.start();
      trial.disturbed("full disk");
      publish(trial, 4);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> onSmallDisk.said().contains("No space left on device"));
      Files.delete(filler);
      if (!onSmallDisk.isAlive()) {
        // As whoever runs it would
        onSmallDisk.start();
      }
      publish(trial, 2);
      trial
          .outcome("the disk of the change service's store full, until there is room again")
          .holds(90);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static void publish(Trial trial, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      trial.publish();
    }
  }

  private static void breakFiles(Path store) throws IOException {
    Random random = new Random(SEED);
    List<Path> files;
    try (var all = Files.walk(store)) {
      files =
          all.filter(file -> file.toString().endsWith(".sst") || file.toString().endsWith(".log"))
              .toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] noise = new byte[(int) Files.size(file)];
      random.nextBytes(noise);
      Files.write(file, noise);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }
}
