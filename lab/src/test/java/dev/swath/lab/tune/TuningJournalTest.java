package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.progress.RunHistory;
import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop must not be seen in what is tuned, nor in what its journal tells. */
class TuningJournalTest {

  @Test
  void aResumedRunIsTheUninterruptedOneToTheBit(@TempDir Path folder) throws IOException {
    Torch.setThreads(1);
    try {
      TuneSettings settings = Drawn.settings(3, 4, 2, 1e-2);
      Tuning whole = tuning(folder.resolve("a"), settings, List.of());
      whole.run(folder.resolve("whole"), Progress.silent());
      Tuning stopped = tuning(folder.resolve("b"), settings, List.of());
      stopped.run(folder.resolve("part"), Progress.silent(), 2);
      Path checkpoint = folder.resolve("b/run/checkpoint.safetensors");
      byte[] behindStepTwo = Files.readAllBytes(checkpoint);
      assertThat(stopped.run(folder.resolve("part"), Progress.silent(), 3).steps()).isEqualTo(3);
      // As if the process had been killed: the journal tells of a step that the checkpoint lacks.
      Files.write(checkpoint, behindStepTwo);
      assertThat(stopped.run(folder.resolve("resumed"), Progress.silent()).steps()).isEqualTo(6);
      assertThat(weights(folder.resolve("resumed"))).isEqualTo(weights(folder.resolve("whole")));
      assertThat(weights(folder.resolve("part"))).isNotEqualTo(weights(folder.resolve("whole")));
      assertThat(folder.resolve("a/run/checkpoint.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("b/run/checkpoint.safetensors"));
      RunHistory uninterrupted = history(folder.resolve("a"));
      RunHistory resumed = history(folder.resolve("b"));
      assertThat(resumed.progress())
          .extracting(
              JournalLine.Progress::step,
              JournalLine.Progress::loss,
              JournalLine.Progress::rate,
              JournalLine.Progress::gradientNorm)
          .isEqualTo(
              uninterrupted.progress().stream()
                  .map(l -> tuple(l.step(), l.loss(), l.rate(), l.gradientNorm()))
                  .toList());
      assertThat(resumed.start().orElseThrow().step()).isEqualTo(2);
    } finally {
      Torch.setThreads(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void theJournalTellsLossSpeedEpochAndTheHeldOutLossAtEachCheckpoint(@TempDir Path folder)
      throws IOException {
    TuneSettings settings = Drawn.settings(2, 4, 2, 1e-2);
    List<Example> heldOut =
        List.of(Drawn.image(8, "What is this?", "a road"), Drawn.pair(9, 8, "all"));
    Tuning tuning = tuning(folder, settings, heldOut);
    Tuning.Result result = tuning.run(folder.resolve("out"), Progress.silent());
    RunHistory history = history(folder);
    JournalLine.Start start = history.start().orElseThrow();
    assertThat(start.stage()).isEqualTo("tuning");
    assertThat(start.steps()).isEqualTo(4);
    assertThat(start.batch()).isEqualTo(4);
    assertThat(start.trained()).isPositive().isLessThan(start.weights());
    assertThat(history.progress())
        .extracting(JournalLine.Progress::epoch)
        .containsExactly(0.5, 1.0, 1.5, 2.0);
    assertThat(history.progress())
        .allSatisfy(
            line -> {
              assertThat(line.loss()).isPositive();
              assertThat(line.gradientNorm()).isPositive();
              assertThat(line.samplesPerSecond()).isPositive();
              assertThat(line.matrixShare()).isBetween(1e-9, 1.0);
            });
    Tuning.Learnt learnt = result.learnt().orElseThrow();
    assertThat(learnt.loss())
        .isCloseTo(
            history.progress().stream().mapToDouble(l -> l.loss()).average().orElseThrow(),
            within(1e-9));
    assertThat(learnt.verdict()).contains("matrix rate").contains("goal: 60 %");
    assertThat(history.scores())
        .extracting(JournalLine.Scores::step)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 4)
                .filter(step -> step % settings.checkpointEvery() == 0 || step == 4)
                .boxed()
                .toList());
    assertThat(history.scores().get(history.scores().size() - 1).scores())
        .containsExactly(Map.entry(HeldOut.SCORE, learnt.heldOut()));

    Tuning.Result again = tuning.run(folder.resolve("out"), Progress.silent());
    assertThat(again.learnt()).isEmpty();
    assertThat(again.steps()).isEqualTo(4);
  }

  private static RunHistory history(Path folder) throws IOException {
    return RunHistory.read(folder.resolve("run/tune.jsonl"), "run");
  }

  private static byte[] weights(Path adapter) throws IOException {
    return Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
  }

  private static Tuning tuning(Path folder, TuneSettings settings, List<Example> heldOut) {
    Mixture mixture = Mixture.of(Drawn.someOfAllKinds(4), heldOut);
    return new Tuning(Drawn.tiny(), mixture, settings, 0, folder.resolve("run"));
  }
}
