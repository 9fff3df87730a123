package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of every training loss, and so of every network, in double precision. */
class GradientsTest {

  private static final int CLASSES = 3;
  private static final ModelConfig.Vision VISION = new ModelConfig.Vision(8, 12, 2, 2, 12, 4, 1e-6);

  private final Random random = new Random(7);

  @Test
  void theEncodersGradientsAreThoseOfItsLoss() {
    Map<String, long[]> shapes = VisionEncoder.weights(VISION);
    shapes.put("head.norm.weight", new long[] {VISION.width()});
    shapes.put("head.norm.bias", new long[] {VISION.width()});
    shapes.put("head.weight", new long[] {CLASSES, VISION.width()});
    shapes.put("head.bias", new long[] {CLASSES});
    shapes.put("head.cover.weight", new long[] {2, VISION.width()});
    shapes.put("head.cover.bias", new long[] {2});
    TorchObject object = EncoderTrainer.object(VISION, false);
    List<Floats> inputs =
        List.of(
            random(3, 3, VISION.imageSize(), VISION.imageSize()),
            new Floats(new long[] {2, CLASSES}, new float[] {0.9f, 0.1f, 0, 0, 0, 1}),
            new Floats(new long[] {2, CLASSES}, new float[] {0, 0, -1e4f, -1e4f, -1e4f, 0}),
            // The third image has a map of its cover, of which one channel is not known everywhere
            share(1, VISION.tokens(), 2),
            new Floats(
                new long[] {1, VISION.tokens(), 2},
                new float[] {1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1}),
            new Floats(
                new long[] {3, 5}, new float[] {0, 1, 2, 3, 4, 8, 7, 6, 5, 4, 0, 2, 4, 6, 8}));
    assertRight("EncoderGradients", object, weights(shapes), inputs);
  }

  @Test
  void theConvolutionalTeachersGradientsAreThoseOfItsLoss() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int[] channels = {3, 8, 16, 16, 16};
    for (int i = 0; i + 1 < channels.length; i++) {
      String name = "convolutions.%d.".formatted(i);
      shapes.put(name + "weight", new long[] {channels[i + 1], 9L * channels[i]});
      shapes.put(name + "norm.weight", new long[] {channels[i + 1]});
      shapes.put(name + "norm.bias", new long[] {channels[i + 1]});
    }
    shapes.put("head.weight", new long[] {CLASSES, 16});
    shapes.put("head.bias", new long[] {CLASSES});
    List<Floats> inputs =
        List.of(
            random(2, 3, 8, 8),
            new Floats(new long[] {2, CLASSES}, new float[] {0.9f, 0.1f, 0, 0, 0, 1}),
            new Floats(new long[] {2, CLASSES}, new float[] {0, 0, -1e4f, -1e4f, -1e4f, 0}));
    assertRight("TeacherGradients", ConvTeacher.network(1, false), weights(shapes), inputs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theChangeModulesGradientsAreThoseOfItsLoss(int attentionLayers) {
    ModelConfig config = config(2, false, attentionLayers);
    Map<String, long[]> shapes = ChangeExtractor.weights(config);
    shapes.put("head.weight", new long[] {1, VISION.width()});
    shapes.put("head.bias", new long[] {1});
    shapes.put("head.patch.weight", new long[] {CLASSES, VISION.width()});
    shapes.put("head.patch.bias", new long[] {CLASSES});
    shapes.put("head.place.weight", new long[] {2, VISION.width()});
    shapes.put("head.place.bias", new long[] {2});
    shapes.put("head.own.weight", new long[] {2, VISION.width()});
    shapes.put("head.own.bias", new long[] {2});
    TorchObject object =
        Stage.trained("change_training", "ChangeTraining")
            .with("net", ChangeExtractor.network(config, false))
            .with("names", List.of())
            .with("head", List.of());
    List<Floats> inputs =
        List.of(
            random(2, VISION.tokens(), VISION.width()),
            random(2, VISION.tokens(), VISION.width()),
            new Floats(new long[] {2, 1}, new float[] {1, 0}),
            share(2, VISION.tokens(), CLASSES),
            new Floats(new long[] {2, 2}, new float[] {0.3f, 0.9f, 0.5f, 0.5f}));
    assertRight("ChangeGradients", object, weights(shapes), inputs);
  }

  @ParameterizedTest
  @CsvSource({"4, false", "2, false", "1, true"})
  void theLanguageModelsAndProjectorsGradientsAreThoseOfTheirLoss(
      int keyValueHeads, boolean tiedEmbeddings) {
    ModelConfig config = config(keyValueHeads, tiedEmbeddings, 0);
    assertRight(
        "LanguageGradients", language(config, 0, 0), weights(languageShapes(config)), sentence());
  }

  @Test
  void theLoraMatricesGradientsAreThoseOfTheLossOnAFrozenBase() {
    ModelConfig config = config(2, false, 0);
    LoraAdapter lora =
        new LoraAdapter(
            2,
            4,
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"));
    Map<String, long[]> shapes = languageShapes(config);
    lora.initial(config.language(), 1).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    assertRight(
        "LanguageGradients",
        language(config, lora.rank(), lora.scale()),
        weights(shapes),
        sentence());
  }

  @Test
  void aGradientThatMissesAFactorIsFound() {
    TorchObject object =
        TorchObject.of("gradient_probe", "Wrong").with("loaded", Map.of()).with("x", List.of());
    try (GradientCheck check =
        new GradientCheck(
            "WrongGradients", object, Map.of("x", random(5)), List.of(random(1)), random)) {
      assertThat(check.mistakes()).hasSize(check.checked());
    }
  }

  private void assertRight(
      String probe, TorchObject object, Map<String, Floats> weights, List<Floats> inputs) {
    try (GradientCheck check = new GradientCheck(probe, object, weights, inputs, random)) {
      assertThat(check.mistakes()).isEmpty();
      assertThat(check.checked()).isGreaterThan(30);
      assertThat(check.largest()).isGreaterThan(1e-3);
    }
  }

  private static ModelConfig config(int keyValueHeads, boolean tied, int changeLayers) {
    return new ModelConfig(
        VISION,
        new ModelConfig.Projector(changeLayers, 2),
        new ModelConfig.Language(16, 20, 2, 4, keyValueHeads, 11, 32, 1e-5, 10000, tied, 1, 2),
        false,
        8);
  }

  private static TorchObject language(ModelConfig config, int rank, double scale) {
    return LanguageTrainer.object(config.language(), false, rank, scale, 0);
  }

  private static Map<String, long[]> languageShapes(ModelConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>(LanguageNetwork.weights(config.language()));
    LanguageNetwork.projectorWeights(config.vision().width(), config.language().width())
        .forEach((name, shape) -> shapes.put(LanguageNetwork.PROJECTOR + name, shape));
    return shapes;
  }

  /** Two rows of seven tokens, an image of an odd grid of 3 x 3 in the first: four tokens. */
  private List<Floats> sentence() {
    float[] ids = {1, 0, 0, 0, 0, 5, 2, 1, 6, 7, 8, 9, 10, 2};
    float[] targets = {-100, -100, -100, -100, 5, 2, -100, -100, 7, 8, 9, 10, 2, -100};
    return List.of(
        new Floats(new long[] {2, 7}, ids),
        random(1, VISION.tokens(), VISION.width()),
        new Floats(new long[] {4}, new float[] {1, 2, 3, 4}),
        new Floats(new long[] {2, 7}, targets));
  }

  private Map<String, Floats> weights(Map<String, long[]> shapes) {
    Map<String, Floats> weights = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          Floats tensor = random(shape);
          boolean gain = shape.length == 1 && name.endsWith("weight") || name.endsWith("_var");
          for (int i = 0; i < tensor.values().length; i++) {
            tensor.values()[i] = 0.3f * tensor.values()[i] + (gain ? 1 : 0);
          }
          weights.put(name, tensor);
        });
    return weights;
  }

  /** Values between 0 and 1. */
  private Floats share(long... shape) {
    Floats tensor = random(shape);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = (1 + tensor.values()[i]) / 2;
    }
    return tensor;
  }

  /** Values between -1 and 1. */
  private Floats random(long... shape) {
    int size = 1;
    for (long side : shape) {
      size *= (int) side;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new Floats(shape, values);
  }
}
