package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.progress.Journal;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.RunHistory;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed: whatever was being written then must not matter. */
class KilledRunTest {

  private static final long STEPS = 300;
  private static final int CHECKPOINT_EVERY = 3;

  private final Random random = new Random(20);

  @Test
  @Timeout(300)
  void aRunThatIsKilledTwiceEndsInTheSameFileAsOneThatIsNot(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path whole = folder.resolve("whole/tiny.safetensors");
    assertThat(start(whole).waitFor()).isZero();

    Path killed = folder.resolve("killed/tiny.safetensors");
    for (int from : new int[] {10, 150}) {
      Process process = start(killed);
      killAt(process, killed, from + random.nextInt(100));
      try (SafeTensors checkpoint = SafeTensors.open(killed)) {
        assertThat(Long.parseLong(checkpoint.metadata().get("step"))).isBetween(1L, STEPS - 1);
      }
    }
    assertThat(start(killed).waitFor()).isZero();

    assertThat(Files.readAllBytes(killed)).isEqualTo(Files.readAllBytes(whole));
    assertThat(steps(killed)).isEqualTo(steps(whole)).doesNotHaveDuplicates().isSorted();
  }

  private static Process start(Path checkpoint) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            TinyStage.class.getName(),
            checkpoint.toString(),
            Long.toString(STEPS),
            Integer.toString(CHECKPOINT_EVERY))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Kills as soon as the journal tells of a step, and a random moment later. */
  private void killAt(Process process, Path checkpoint, long step)
      throws IOException, InterruptedException {
    while (last(checkpoint) < step) {
      assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).as("still training").isFalse();
    }
    process.waitFor(random.nextInt(3_000), TimeUnit.MICROSECONDS);
    process.destroyForcibly().waitFor();
    assertThat(process.exitValue()).as("killed, not finished").isNotZero();
  }

  private static long last(Path checkpoint) throws IOException {
    Path journal = Journal.beside(checkpoint);
    if (!Files.exists(journal)) {
      return 0;
    }
    return RunHistory.read(journal, "run").last().map(JournalLine.Progress::step).orElse(0L);
  }

  private static List<Long> steps(Path checkpoint) throws IOException {
    List<Long> steps = new ArrayList<>();
    RunHistory.read(Journal.beside(checkpoint), "run")
        .progress()
        .forEach(line -> steps.add(line.step()));
    return steps;
  }
}
