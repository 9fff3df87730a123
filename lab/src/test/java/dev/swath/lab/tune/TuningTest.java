package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.weights.WeightsException;
import dev.swath.vlm.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: what is tuned must answer when it is served, and a stop must not be seen. */
class TuningTest {

  private static final LoraAdapter ALL =
      new LoraAdapter(
          16,
          32,
          List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
          0.05);

  @Test
  void tenExamplesOfAllKindsAreLearntByHeart(@TempDir Path folder) throws IOException {
    ModelFolder base = ModelFolder.open(Drawn.COMPACT);
    List<Example> examples =
        List.of(
            Drawn.image(1, "What is this?", "a road"),
            Drawn.image(2, "What is this?", "dense forest"),
            Drawn.image(3, "What is this?", "a river with a bridge"),
            Drawn.image(4, "How many are there?", "17"),
            Drawn.image(5, "How many are there?", "4"),
            Drawn.pair(6, 7, "a new building in the north"),
            Drawn.pair(7, 6, "the lake has become smaller"),
            Drawn.pair(8, 8, "nothing has changed"),
            Drawn.video(9, 8, "harvesting"),
            Drawn.video(10, 8, "a boat race"));
    TuneSettings settings = new TuneSettings(ALL, 4e-3, 40, 10, 5, 0.03, 1, 100);
    Path out = folder.resolve("adapter");
    Tuning tuning = new Tuning(base, Mixture.of(examples), settings, true, folder.resolve("work"));
    Tuning.Result result = tuning.run(out, Progress.silent());
    assertThat(result.steps()).isEqualTo(40);
    assertThat(result.tooLong()).isEmpty();
    assertThat(answers(base, out, examples, folder.resolve("work")))
        .containsExactlyElementsOf(examples.stream().map(e -> e.answers().get(0)).toList());
  }

  /** As the services answer: with the base's clue, greedily, by the served model. */
  private static List<String> answers(
      ModelFolder base, Path adapter, List<Example> examples, Path work) throws IOException {
    List<String> answers = new ArrayList<>();
    String fingerprint = base.encoderFingerprint() + "-" + base.languageFingerprint();
    ClueFile clues = ClueFile.open(work.resolve("clues.jsonl"), fingerprint);
    try (FeatureStore features = FeatureStore.open(base, true, FeatureStore.MOST_BYTES);
        LanguageModel model = LanguageModel.load(base)) {
      model.loadAdapter("tuned", adapter);
      for (Example example : examples) {
        Optional<String> clue = clues.get(example);
        assertThat(clue).isPresent();
        var shown = features.shown(example);
        answers.add(
            model
                .generate(
                    List.of(
                        GenerationRequest.greedy(
                            PromptTemplate.vicunaV1()
                                .answer(example.kind(), shown.size(), example.instruction(), clue),
                            shown,
                            "tuned",
                            List.of(),
                            24)))
                .get(0)
                .text());
      }
    }
    return answers;
  }

  @Test
  void aResumedRunIsTheUninterruptedOneToTheBit(@TempDir Path folder) throws IOException {
    Torch.setThreads(1);
    try {
      TuneSettings settings = Drawn.settings(3, 4, 2, 1e-2);
      Tuning whole =
          new Tuning(
              Drawn.tiny(),
              Mixture.of(Drawn.someOfAllKinds(4)),
              settings,
              false,
              folder.resolve("a"));
      whole.run(folder.resolve("whole"), Progress.silent());
      Tuning stopped =
          new Tuning(
              Drawn.tiny(),
              Mixture.of(Drawn.someOfAllKinds(4)),
              settings,
              false,
              folder.resolve("b"));
      assertThat(stopped.run(folder.resolve("part"), Progress.silent(), 3).steps()).isEqualTo(3);
      assertThat(stopped.run(folder.resolve("resumed"), Progress.silent()).steps()).isEqualTo(6);
      assertThat(weights(folder.resolve("resumed"))).isEqualTo(weights(folder.resolve("whole")));
      assertThat(weights(folder.resolve("part"))).isNotEqualTo(weights(folder.resolve("whole")));
      assertThat(folder.resolve("a/checkpoint.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("b/checkpoint.safetensors"));
    } finally {
      Torch.setThreads(Runtime.getRuntime().availableProcessors());
    }
  }

  private static byte[] weights(Path adapter) throws IOException {
    return Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
  }

  @Test
  void anAdapterOfAnotherBaseIsRefusedWithBothShapes(@TempDir Path folder) throws IOException {
    Path adapter = folder.resolve("adapter");
    tuning(folder, Drawn.settings(1, 4, 2, 1e-3)).run(adapter, Progress.silent());
    try (LanguageModel compact = LanguageModel.load(ModelFolder.open(Drawn.COMPACT))) {
      assertThatThrownBy(() -> compact.loadAdapter("tuned", adapter))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("lora_A.weight")
          .hasMessageContaining("[8, 48]")
          .hasMessageContaining("[8, 192]");
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsRefusedAndToldApart(@TempDir Path folder) throws IOException {
    tuning(folder, Drawn.settings(1, 4, 2, 1e-3)).run(folder.resolve("out"), Progress.silent());
    Tuning other = tuning(folder, Drawn.settings(1, 4, 2, 2e-3));
    assertThatThrownBy(() -> other.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("checkpoint of another run: its rate is 0.001, now it is 0.002");
  }

  @Test
  void aTruncatedCheckpointIsRefusedByName(@TempDir Path folder) throws IOException {
    Tuning tuning = tuning(folder, Drawn.settings(1, 4, 2, 1e-3));
    tuning.run(folder.resolve("out"), Progress.silent());
    Path checkpoint = folder.resolve("work/checkpoint.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length - 100));
    assertThatThrownBy(() -> tuning.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("checkpoint.safetensors");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndNamesStepAndExamples(@TempDir Path folder)
      throws IOException {
    Tuning tuning = tuning(folder, Drawn.settings(5, 6, 6, 1e25));
    assertThatThrownBy(() -> tuning.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is no longer a number")
        .hasMessageContaining("at step 2")
        .hasMessageContaining("video-7")
        .hasMessageContaining("pair-4-5");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(folder.resolve("work/checkpoint.safetensors")).exists();
  }

  @Test
  void anUnreadableImageIsNamedWithItsExample(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
    Media media =
        new Media() {
          @Override
          public String name() {
            return broken.toString();
          }

          @Override
          public List<RgbImage> frames(int most) throws IOException {
            try {
              return List.of(RgbImage.decode(Files.readAllBytes(broken)));
            } catch (IOException e) {
              throw new IOException("cannot read " + broken + ": " + e.getMessage());
            }
          }
        };
    Example example =
        Drawn.example("x-1", ImageKind.IMAGE, Task.QUESTION, List.of(media), "What?", "a road");
    Tuning tuning =
        new Tuning(
            Drawn.tiny(),
            Mixture.of(List.of(example)),
            Drawn.settings(1, 4, 2, 1e-3),
            false,
            folder.resolve("work"));
    assertThatThrownBy(() -> tuning.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("example x-1: cannot read " + broken)
        .hasMessageContaining("no PNG or JPEG");
  }

  @Test
  void aFullDiskIsAClearErrorAndLeavesTheLastCheckpoint(@TempDir Path folder) throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full to write to");
    Tuning tuning = tuning(folder, Drawn.settings(1, 2, 2, 1e-3));
    tuning.run(folder.resolve("out"), Progress.silent(), 2);
    Path checkpoint = folder.resolve("work/checkpoint.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);
    Files.createSymbolicLink(folder.resolve("work/checkpoint.safetensors.partial"), full);
    assertThatThrownBy(() -> tuning.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write the checkpoint " + checkpoint + " behind step 3")
        .hasMessageContaining("No space left on device");
    assertThat(checkpoint).hasBinaryContent(before);
    Files.deleteIfExists(folder.resolve("work/checkpoint.safetensors.partial"));
  }

  private static Tuning tuning(Path folder, TuneSettings settings) {
    return new Tuning(
        Drawn.tiny(), Mixture.of(Drawn.someOfAllKinds(4)), settings, false, folder.resolve("work"));
  }
}
