package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counted operations against those of the matrices, one by one. */
class NetworkFlopsTest {

  @Test
  void anEncodersPassIsTwiceItsMatricesForEachTokenAndAttentionBetweenTokens() {
    ModelConfig.Vision config = new ModelConfig.Vision(16, 32, 2, 2, 16, 8, 1e-6);
    long weights =
        VisionEncoder.weights(config).entrySet().stream()
            .filter(e -> e.getValue().length > 1 && !e.getKey().contains("position"))
            .mapToLong(e -> elements(e.getValue()))
            .sum();
    int images = 3;
    int tokens = config.tokens();
    double attention = 2.0 * config.layers() * 2 * tokens * tokens * config.width();
    assertThat(NetworkFlops.siglip(config, images, tokens))
        .isEqualTo(images * (2.0 * weights * tokens + attention));
  }

  @Test
  void aTeachersPassIsTwiceItsKernelsForEachPlaceTheyAreLaidOn() {
    int[] sides = {32, 16, 16, 16, 8, 8, 8, 4, 4, 4};
    Map<String, long[]> shapes = ConvTeacher.weights(7);
    double expected = 0;
    for (int i = 0; i < sides.length; i++) {
      long[] kernel = shapes.get("convolutions.%d.weight".formatted(i));
      expected += 2.0 * elements(kernel) * sides[i] * sides[i];
    }
    assertThat(shapes).hasSize(3 * sides.length + 2);
    assertThat(ConvTeacher.flops(32, 5)).isEqualTo(5 * expected);
  }

  @Test
  void muonsStepIsFiveTimesThreeProductsForEachHiddenMatrix() {
    ModelConfig.Vision config = new ModelConfig.Vision(16, 32, 2, 2, 16, 8, 1e-6);
    // q, k and v are one matrix; a wide or tall matrix is worked on along its shorter side, 16.
    double layer = products(16, 48) + products(16, 16) + 2 * products(16, 32);
    assertThat(NetworkFlops.siglipMuon(config)).isEqualTo(2 * 5 * layer);
  }

  /** X times its transpose, the square of that, and that times X. */
  private static double products(int shorter, int longer) {
    return product(shorter, longer, shorter)
        + product(shorter, shorter, shorter)
        + product(shorter, shorter, longer);
  }

  private static double product(int rows, int inner, int columns) {
    return 2.0 * rows * inner * columns;
  }

  private static long elements(long[] shape) {
    long elements = 1;
    for (long side : shape) {
      elements *= side;
    }
    return elements;
  }
}
