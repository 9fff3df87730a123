package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ModelConfig;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptionDecoderTest {

  private static final ModelConfig CONFIG = CompactModel.CONFIG;

  /** Each weight of a matrix is two operations for each word, or each token of the memory. */
  @Test
  void theOperationsAreTwoForEachWeightAndTokenAndThoseOfAttention() {
    int tokens = 20;
    long memory = CONFIG.vision().tokens();
    double expected = 0;
    for (Map.Entry<String, long[]> weight : CaptionDecoder.weights(CONFIG, tokens).entrySet()) {
      String name = weight.getKey();
      if (weight.getValue().length == 2 && !name.contains("position_embedding")) {
        boolean seen = name.contains("cross_attn.k") || name.contains("cross_attn.v");
        long rows = seen || name.contains("decoder.memory") ? memory : tokens;
        expected += 2.0 * rows * Arrays.stream(weight.getValue()).reduce(1, (a, b) -> a * b);
      }
    }
    // Scores and sums over the words before, half of them in the mean, and over the memory.
    expected += CaptionDecoder.LAYERS * 4.0 * 256 * tokens * (tokens / 2.0 + memory);
    assertThat(CaptionDecoder.flops(CONFIG, 3, tokens)).isEqualTo(3 * expected);
  }
}
