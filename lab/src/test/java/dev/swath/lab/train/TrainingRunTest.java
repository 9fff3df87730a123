package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.progress.Journal;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.RunHistory;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {

  @TempDir private Path folder;

  @Test
  void theJournalTellsWhatIsRunAndHowItGoes() throws IOException {
    run(new TinyStage(TinyStage.NEVER), 40, 20);
    RunHistory history = history();
    JournalLine.Start start = history.start().orElseThrow();
    assertThat(start.stage()).isEqualTo("tiny");
    assertThat(start.seed()).isEqualTo(1);
    assertThat(start.batch()).isEqualTo(8);
    assertThat(start.weights()).isEqualTo(16 * 16 + 16);
    assertThat(start.trained()).isEqualTo(16 * 16 + 16);
    assertThat(start.matrixRate()).isGreaterThan(1e8);
    assertThat(history.progress()).hasSize(40);
    assertThat(history.progress().get(39).loss()).isLessThan(history.progress().get(0).loss());
    assertThat(history.progress().get(39).rate()).isEqualTo(TinyStage.schedule(40, 20).rateAt(39));
    JournalLine.Progress last = history.last().orElseThrow();
    assertThat(last.matrixShare() * start.matrixRate())
        .as("operations a second")
        .isCloseTo(6.0 * 16 * 16 * last.samplesPerSecond(), within(1.0));
    assertThat(history.scores()).extracting(JournalLine.Scores::step).containsExactly(20L, 40L);
    assertThat(history.scores().get(0).scores()).containsOnlyKeys("fresh loss");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndKeepsTheCheckpointBefore() {
    assertThatThrownBy(() -> run(new TinyStage(25), 40, 10))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss became NaN")
        .hasMessageContaining("at step 25 of 40")
        .hasMessageContaining("learning rate 0.00")
        .hasMessageContaining("batch number 25")
        .hasMessageContaining(checkpoint() + " is kept as of step 20")
        .hasMessageContaining("lower the learning rate");
    try (SafeTensors kept = SafeTensors.open(checkpoint())) {
      assertThat(kept.metadata()).containsEntry("step", "20");
      for (float value : kept.floats("layer.weight")) {
        assertThat(value).isFinite();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStepIsInTheJournalBeforeItsCheckpointIsWritten() throws IOException {
    try (TrainingRun run =
        TrainingRun.open(
            new TinyStage(TinyStage.NEVER), TinyStage.schedule(100, 7), checkpoint())) {
      Files.createDirectory(folder.resolve("tiny.safetensors.partial"));
      assertThatThrownBy(() -> run.run("tiny"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot write the checkpoint " + checkpoint() + " behind step 7");
    }
    assertThat(history().progress()).extracting(JournalLine.Progress::step).endsWith(7L);
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(
            () ->
                TrainingRun.open(
                    new TinyStage(TinyStage.NEVER),
                    TinyStage.schedule(2, 1),
                    file.resolve("tiny.safetensors")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot make the folder " + file);
  }

  @Test
  void theOperationsOfAPassAreThoseOfItsProducts() {
    ModelConfig.Vision vision = new ModelConfig.Vision(8, 12, 2, 2, 12, 4, 1e-6);
    // Patches 48 -> 8; a layer: four 8 x 8, 8 x 12 and 12 x 8, scores and sums over nine tokens.
    long token = 2 * 48 * 8 + 2 * (2 * (4 * 64 + 2 * 96) + 2 * 2 * 9 * 8);
    assertThat(NetworkFlops.siglip(vision, 5, 9)).isEqualTo(5 * 9 * token);
    ModelConfig.Language language =
        new ModelConfig.Language(16, 20, 2, 4, 2, 11, 32, 1e-5, 10000, false, 1, 2);
    // q and o 16 x 16, k and v 16 x 8, gate, up and down 16 x 20.
    assertThat(NetworkFlops.llamaMatrices(language, 3, 3))
        .isEqualTo(3 * 2 * 2 * (2 * 256 + 2 * 128 + 3 * 320));
    assertThat(NetworkFlops.llamaMatrices(language, 3, 1))
        .as("behind the last attention one token goes on")
        .isEqualTo(3 * 2 * 2 * (2 * 256 + 2 * 128 + 3 * 320) - 2 * 2 * (256 + 3 * 320));
    assertThat(NetworkFlops.llamaAttention(language, 2, 6)).isEqualTo(2 * 6 * 2 * 4 * 3 * 16);
    assertThat(NetworkFlops.llamaHead(language, 3)).isEqualTo(3 * 2 * 16 * 11);
  }

  private void run(Stage stage, long steps, int checkpointEvery) throws IOException {
    try (TrainingRun run =
        TrainingRun.open(stage, TinyStage.schedule(steps, checkpointEvery), checkpoint())) {
      run.run("tiny");
    }
  }

  private Path checkpoint() {
    return folder.resolve("tiny.safetensors");
  }

  private RunHistory history() throws IOException {
    return RunHistory.read(Journal.beside(checkpoint()), "run");
  }
}
