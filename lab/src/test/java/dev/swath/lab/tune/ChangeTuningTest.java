package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.RunHistory;
import dev.swath.lab.train.ChangeCaptioning;
import dev.swath.lab.train.ChangeCaptioning.Pairs;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeTuningTest {

  private static final ModelFolder MODEL = Drawn.tiny();

  /** Equal images and different ones. */
  private static List<Example> pairs() {
    List<Example> pairs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pairs.add(Drawn.pair(i, i, "nothing has changed"));
      pairs.add(Drawn.pair(i, 100 + i, "all is new"));
    }
    return pairs;
  }

  @Test
  void theCaptionerLearnsThroughTheChangeModule(@TempDir Path folder) throws IOException {
    try (FeatureStore features = FeatureStore.open(MODEL, false, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer =
            Tokenizer.open(MODEL.path().resolve("llm"), MODEL.config().language().bos())) {
      ChangeCaptioning stage =
          new ChangeCaptioning(
              MODEL.config(),
              tokenizer,
              features::frames,
              new Pairs(pairs(), List.of()),
              Map.of(),
              16,
              1);
      assertThat(stage.stepsPerEpoch()).isEqualTo(1);
      try (TorchNetwork network = TorchNetwork.load(stage.network(), Torch.device())) {
        bind(network, stage.initialWeights(), folder.resolve("first.safetensors"));
        Map<String, Floats> before = named(network);
        double first = step(network, stage, 0);
        double last = first;
        for (int step = 1; step < 60; step++) {
          last = step(network, stage, step);
        }
        // To know the words but not which of the two captions is right costs ln 2 for the first
        // token of about twenty: far more than what is left here.
        assertThat(first).isGreaterThan(3);
        assertThat(last).isLessThan(0.01);
        Map<String, Floats> after = named(network);
        for (String name : ChangeExtractor.weights(MODEL.config()).keySet()) {
          assertThat(after.get(name).values()).as(name).isNotEqualTo(before.get(name).values());
        }
      }
    }
  }

  private static void bind(TorchNetwork network, Map<String, Floats> weights, Path file)
      throws IOException {
    SafeTensorsWriter.write(file, weights, Format.F32, Map.of());
    try (WeightFiles files = WeightFiles.openFile(file)) {
      for (String name : files.names()) {
        WeightBinder.add(() -> network.train("add"), files, name, name);
      }
    }
    network.train("bind").runAndClose();
  }

  private static double step(TorchNetwork network, ChangeCaptioning stage, long step) {
    try (TorchCall call = network.train("step")) {
      stage.step(call, step);
      return call.real(3e-3).real(0.01).runFloats().values()[0];
    }
  }

  private static Map<String, Floats> named(TorchNetwork network) {
    try (TorchCall call = network.call("named")) {
      return call.runNamed();
    }
  }

  @Test
  void aCopyOfTheModelHasTheTrainedModuleAndAllElseAsItWas(@TempDir Path folder)
      throws IOException {
    Path out = folder.resolve("model");
    ChangeTuning tuning = tuning(folder, 1e-3);
    tuning.run(out);
    ModelFolder trained = ModelFolder.open(out);
    assertThat(trained.encoderFingerprint()).isEqualTo(MODEL.encoderFingerprint());
    assertThat(out.resolve("llm/model.safetensors"))
        .hasSameBinaryContentAs(Drawn.TINY.resolve("llm/model.safetensors"));
    try (WeightFiles before = WeightFiles.open(Drawn.TINY.resolve("mm_projector"));
        WeightFiles after = WeightFiles.open(out.resolve("mm_projector"))) {
      for (String name : after.names()) {
        if (name.startsWith(ChangeExtractor.PREFIX)) {
          assertThat(after.floats(name)).as(name).isNotEqualTo(before.floats(name));
        } else {
          assertThat(after.floats(name)).as(name).isEqualTo(before.floats(name));
        }
      }
    }
    try (VisionEncoder encoder = VisionEncoder.load(trained);
        ChangeExtractor change = ChangeExtractor.load(trained)) {
      List<FeatureMap> maps = encoder.encode(Drawn.picture(1).images());
      assertThat(change.fuse(maps, maps).get(0).values()).doesNotContain(Float.NaN);
    }
    assertThatThrownBy(() -> tuning.run(out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(out + " exists");
    assertThat(Files.exists(folder.resolve("model.partial"))).isFalse();
  }

  private static ChangeTuning tuning(Path folder, double rate) {
    Pairs pairs = ChangeTuning.pairs(pairs(), List.of(Drawn.pair(200, 201, "all is new")));
    return new ChangeTuning(MODEL, pairs, rate, 2, 8, 1, folder.resolve("work"));
  }

  @Test
  void theCheckpointOfAnotherRunIsRefusedAndToldApart(@TempDir Path folder) throws IOException {
    tuning(folder, 1e-3).run(folder.resolve("model"));
    assertThatThrownBy(() -> tuning(folder, 2e-3).run(folder.resolve("other")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("checkpoint of another run: its rate is 0.001, now it is 0.002");
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void theJournalTellsEpochShareAndTheHeldOutLoss(@TempDir Path folder) throws IOException {
    tuning(folder, 1e-3).run(folder.resolve("model"));
    RunHistory history = RunHistory.read(folder.resolve("work/change-captioning.jsonl"), "run");
    assertThat(history.progress())
        .extracting(JournalLine.Progress::epoch)
        .containsExactly(0.5, 1.0, 1.5, 2.0);
    assertThat(history.last().orElseThrow().matrixShare()).isBetween(1e-9, 1.0);
    assertThat(history.scores().get(history.scores().size() - 1).scores())
        .containsOnlyKeys("loss on held-out pairs");
  }

  @Test
  void examplesWithoutCaptionedChangesAreAnError(@TempDir Path folder) {
    List<Example> images = List.of(Drawn.image(1, "What is this?", "a road"));
    assertThatThrownBy(
            () ->
                new ChangeTuning(
                        MODEL,
                        ChangeTuning.pairs(images, images),
                        1e-3,
                        1,
                        8,
                        1,
                        folder.resolve("work"))
                    .run(folder.resolve("model")))
        .hasMessageContaining("no pairs with captions");
  }
}
