package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is computed in bf16 is about what is computed in fp32, on every CPU. */
class PrecisionTest {

  private static final ModelFolder MODEL =
      ModelFolder.open(Path.of("src/test/resources/golden/vila-tiny"));

  @BeforeEach
  void onACpu() {
    assumeThat(Torch.device().isGpu()).as("a GPU computes in bf16 anyway").isFalse();
  }

  @AfterEach
  void inFullPrecisionAgain() {
    Precision.FULL.apply();
  }

  @Test
  void featuresInBf16AreThoseInFp32WithinItsCoarseness() {
    Floats full = features(Precision.FULL);
    Floats half = features(Precision.HALF);
    double error = 0;
    double size = 0;
    for (int i = 0; i < full.values().length; i++) {
      error += Math.pow(half.values()[i] - full.values()[i], 2);
      size += Math.pow(full.values()[i], 2);
    }
    assertThat(Math.sqrt(error / size)).isBetween(1e-6, 0.02);
  }

  @Test
  void theFirstTokenOfAnAnswerIsAsLikelyInBf16AsInFp32WithinItsCoarseness() {
    List<Completion> full = firstTokens(Precision.FULL);
    List<Completion> half = firstTokens(Precision.HALF);
    for (int i = 0; i < full.size(); i++) {
      assertThat(half.get(i).confidence()).isCloseTo(full.get(i).confidence(), within(0.15));
    }
    assertThat(half).extracting(Completion::confidence).isNotEqualTo(confidences(full));
  }

  @Test
  void theFastestIsOneOfTheTwoAndSaysWhy() {
    assertThat(Precision.FASTEST.apply())
        .matches("computing in (bf16|fp32): this machine multiplies at \\d+ GFLOP/s in fp32.*");
  }

  @Test
  void anotherNameIsRefusedWithThoseThatThereAre() {
    assertThat(Precision.named("half")).isEqualTo(Precision.HALF);
    assertThatThrownBy(() -> Precision.named("double"))
        .hasMessageContaining("full, half or fastest")
        .hasMessageContaining("'double'");
  }

  private static List<Double> confidences(List<Completion> completions) {
    return completions.stream().map(Completion::confidence).toList();
  }

  private static List<Completion> firstTokens(Precision precision) {
    precision.apply();
    try (VisionEncoder encoder = VisionEncoder.load(MODEL);
        LanguageModel model = LanguageModel.load(MODEL)) {
      List<FeatureMap> features = encoder.encodePixels(pixels(new SplittableRandom(3)), 1);
      return model.generate(
          Stream.of("What is here?", "Is there open water?", "Why?")
              .map(question -> PromptTemplate.vicunaV1().plain(1, question))
              .map(prompt -> GenerationRequest.greedy(prompt, features, "", List.of(), 1))
              .toList());
    }
  }

  private static Floats features(Precision precision) {
    precision.apply();
    try (VisionEncoder encoder = VisionEncoder.load(MODEL)) {
      return FeatureMap.stack(encoder.encodePixels(pixels(new SplittableRandom(5)), 1));
    }
  }

  private static float[] pixels(SplittableRandom random) {
    int size = MODEL.config().vision().imageSize();
    float[] pixels = new float[3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble() * 2 - 1;
    }
    return pixels;
  }
}
