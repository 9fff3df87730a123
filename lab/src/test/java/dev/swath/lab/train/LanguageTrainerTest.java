package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.instruct.Instructions;
import dev.swath.lab.instruct.Mixture;
import dev.swath.lab.instruct.Sample;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is trained here must answer there: tuning and serving share networks and folders. */
class LanguageTrainerTest {

  /** The golden cases' small checkpoint. */
  private static final Path MODEL = Path.of("../vlm/src/test/resources/golden/vila-tiny");

  private static final String BRIGHT = "a bright image";
  private static final String DARK = "dark";
  private static final LoraAdapter LORA =
      new LoraAdapter(8, 16, List.of("q_proj", "v_proj", "up_proj", "down_proj"));

  @AfterEach
  void inFullPrecisionAgain() {
    Torch.setHalfOnCpu(false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAdapterTunedOnAFrozenBaseGivesItsAnswersWhenServed(boolean half, @TempDir Path folder)
      throws IOException {
    Torch.setHalfOnCpu(half);
    ModelFolder model = ModelFolder.open(MODEL);
    ModelConfig config = model.config();
    int image = 3 * config.imagePixels();
    try (VisionEncoder encoder = VisionEncoder.load(model);
        ChangeExtractor change = ChangeExtractor.load(model);
        LanguageModel served = LanguageModel.load(model)) {
      LanguageTrainer trainer =
          new LanguageTrainer(
              new LanguageTrainer.Frozen(config, encoder, change, served.tokenizer()),
              mixture(image),
              ClueWriter.none(),
              new LanguageTrainer.Weights(initial(config), Optional.of(LORA)),
              5);
      Schedule schedule = new Schedule(150, 1e-2, 5, 0, 1000);
      try (TrainingRun run =
          TrainingRun.open(trainer, schedule, folder.resolve("adapter.safetensors"))) {
        LORA.write(folder.resolve("peft"), run.run("adapter"), config.language());
      }
      List<GenerationRequest> requests =
          List.of(
              request(encoder, image, 0.9f, "bright"), request(encoder, image, -0.9f, "bright"));
      List<String> before = texts(served, requests, "");
      served.loadAdapter("bright", folder.resolve("peft"));
      assertThat(texts(served, requests, "bright")).containsExactly(BRIGHT, DARK);
      assertThat(texts(served, requests, "")).as("the base is frozen").isEqualTo(before);
    }
  }

  private static List<String> texts(
      LanguageModel model, List<GenerationRequest> requests, String adapter) {
    return model
        .generate(
            requests.stream()
                .map(r -> GenerationRequest.greedy(r.prompt(), r.images(), adapter, List.of(), 16))
                .toList())
        .stream()
        .map(completion -> completion.text())
        .toList();
  }

  private static GenerationRequest request(
      VisionEncoder encoder, int image, float value, String adapter) {
    List<FeatureMap> features = encoder.encodePixels(flat(image, value), 1);
    return GenerationRequest.greedy(
        PromptTemplate.vicunaV1()
            .answer(ImageKind.IMAGE, 1, Instructions.CAPTION, Optional.empty()),
        features,
        "",
        List.of(),
        16);
  }

  private static Mixture mixture(int image) {
    Mixture.Maker maker =
        random -> {
          boolean bright = random.nextBoolean();
          float value = (bright ? 1 : -1) * (0.8f + 0.2f * random.nextFloat());
          return new Sample(
              ImageKind.IMAGE,
              false,
              List.of((batch, at) -> Arrays.fill(batch, at, at + image, value)),
              Instructions.CAPTION,
              false,
              bright ? BRIGHT : DARK);
        };
    return new Mixture(List.of(new Mixture.Kind(1, 8, List.of(new Mixture.Weighted(1, maker)))));
  }

  private static float[] flat(int image, float value) {
    float[] pixels = new float[image];
    Arrays.fill(pixels, value);
    return pixels;
  }

  private static Map<String, Floats> initial(ModelConfig config) throws IOException {
    Map<String, Floats> weights = new LinkedHashMap<>();
    for (String part : List.of("mm_projector", "llm")) {
      Path file = MODEL.resolve(part).resolve("model.safetensors");
      try (SafeTensors tensors = SafeTensors.open(file)) {
        for (String name : tensors.entries().keySet()) {
          if (!name.startsWith(ChangeExtractor.PREFIX)) {
            weights.put(
                name.replace("layers.single.", LanguageNetwork.PROJECTOR),
                new Floats(tensors.entries().get(name).shape(), tensors.floats(name)));
          }
        }
      }
    }
    weights.putAll(LORA.initial(config.language(), 1));
    return weights;
  }
}
