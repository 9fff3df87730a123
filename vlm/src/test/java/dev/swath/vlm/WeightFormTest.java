package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.vlm.decoding.DecodingLimits;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Weights in int8 must mean nearly what they meant, and the same for few tokens and for many. */
class WeightFormTest {

  private static final int IN = 160;
  private static final int OUT = 96;
  private static final int TOKENS = 40;

  /** Of the largest value of a row, half a step of int8 and what bf16 rounds off its scale. */
  private static final double STEP = 0.5 / 127 + 1.0 / 256;

  private static final TorchNetwork PROBE =
      TorchNetwork.load(TorchObject.of("narrow_probe", "NarrowProbe"), Torch.device());

  @AfterAll
  static void close() {
    PROBE.close();
  }

  @Test
  void aWeightIsRoundedToAStepOfItsRow() {
    float[] weights = gaussian(OUT * IN, 1);
    float[] meant;
    try (TorchCall call = PROBE.call("meant")) {
      meant = call.floats(weights, OUT, IN).runFloats().values();
    }
    for (int row = 0; row < OUT; row++) {
      int from = row * IN;
      double largest =
          IntStream.range(from, from + IN).mapToDouble(i -> Math.abs(weights[i])).max().orElse(0);
      for (int i = from; i < from + IN; i++) {
        assertThat((double) meant[i]).isCloseTo(weights[i], within(STEP * largest));
      }
    }
  }

  @Test
  void fewTokensAndManyAreMultipliedWithTheSameWeights() {
    float[] x = gaussian(TOKENS * IN, 2);
    float[] weights = gaussian(OUT * IN, 3);
    float[] few = apply("few", x, weights);
    float[] many = apply("many", x, weights);
    // The inputs of few tokens are rounded to bf16, and so is what comes out
    double norm = Math.sqrt(IN);
    for (int i = 0; i < many.length; i++) {
      assertThat((double) few[i]).isCloseTo(many[i], within(0.02 * norm));
    }
  }

  private static float[] apply(String method, float[] x, float[] weights) {
    try (TorchCall call = PROBE.call(method)) {
      return call.floats(x, TOKENS, IN).floats(weights, OUT, IN).runFloats().values();
    }
  }

  @Test
  void aModelInInt8AnswersInItsOwnWords() {
    ModelFolder folder = TinyVila.folder();
    Random random = new Random(4);
    List<GenerationRequest> requests =
        IntStream.range(0, 12).mapToObj(i -> TinyVila.greedy(random, "")).toList();
    try (LanguageModel full = LanguageModel.load(folder);
        LanguageModel narrow =
            LanguageModel.load(folder, DecodingLimits.DEFAULT, WeightForm.INT8)) {
      List<Completion> expected = full.generate(requests);
      List<Completion> actual = narrow.generate(requests);
      int same = 0;
      for (int i = 0; i < requests.size(); i++) {
        if (actual.get(i).text().equals(expected.get(i).text())) {
          same++;
          assertThat(actual.get(i).confidence())
              .isCloseTo(expected.get(i).confidence(), within(0.05));
        }
      }
      // The weights are random, so that many a next word is a close call
      assertThat(same).isGreaterThanOrEqualTo(requests.size() / 2);
      assertThat(actual).isNotEqualTo(expected);
    }
  }

  @Test
  void theFastestFormIsChosenByMeasuringIt() {
    try (LanguageModel model =
        LanguageModel.load(TinyVila.folder(), DecodingLimits.DEFAULT, WeightForm.FASTEST)) {
      assertThat(model.generate(List.of(TinyVila.greedy(new Random(1), "")))).hasSize(1);
    }
  }

  @Test
  void aFormIsFoundByItsName() {
    assertThat(WeightForm.named("int8")).isEqualTo(WeightForm.INT8);
    assertThatThrownBy(() -> WeightForm.named("int4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights are kept full, int8 or fastest, not 'int4'");
  }

  private static float[] gaussian(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
