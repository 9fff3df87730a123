package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.weights.WeightsException;
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

/** Whole runs: what is tuned must answer when it is served, and mistakes must be told. */
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
    Tuning tuning =
        new Tuning(base, Mixture.of(examples, List.of()), settings, 1, folder.resolve("work"));
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
  void aShareOfCluesThatIsNoneIsRefused(@TempDir Path folder) {
    Mixture mixture = Mixture.of(Drawn.someOfAllKinds(4), List.of());
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(
              () -> new Tuning(Drawn.tiny(), mixture, Drawn.settings(1, 4, 2, 1e-3), share, folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 0 to 1; got " + share);
    }
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
    Path lines =
        Files.writeString(
            folder.resolve("lines.jsonl"),
            """
            {"id": "x-1", "image": "broken.png", "split": "train", "question": "What?", "answer": "a"}
            """);
    Tuning tuning =
        new Tuning(
            Drawn.tiny(),
            MixtureData.read(lines, null, 1, Progress.silent()),
            Drawn.settings(1, 4, 2, 1e-3),
            0,
            folder.resolve("work"));
    assertThatThrownBy(() -> tuning.run(folder.resolve("out"), Progress.silent()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("example x-1: cannot read " + broken)
        .hasMessageContaining("cannot be read as an image");
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
    Mixture mixture = Mixture.of(Drawn.someOfAllKinds(4), List.of());
    return new Tuning(Drawn.tiny(), mixture, settings, 0, folder.resolve("work"));
  }
}
