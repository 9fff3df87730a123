package dev.swath.vlm.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What oneDNN computes in one go against the same step by step, which other builds compute. */
class FusedTest {

  private static final int ROWS = 2 * 19;
  private static final int IN = 24;
  private static final int OUT = 40;
  private static final TorchObject PROBE = TorchObject.of("fused_probe", "FusedProbe");
  private static final TorchNetwork PLAIN = TorchNetwork.load(PROBE, Torch.device(), false);
  private static final TorchNetwork FUSED = TorchNetwork.load(PROBE, Torch.device());

  @AfterAll
  static void close() {
    PLAIN.close();
    FUSED.close();
  }

  @ParameterizedTest
  @CsvSource({"6, 1e-6", "15, 1e-2"})
  void theProductIsTheSameUpToRounding(int kind, double rounding) {
    assumeTrue(Torch.hasOneDnn(), "this libtorch is built without oneDNN");
    float[] plain = values(PLAIN.call("product"), kind);
    float[] fused = values(FUSED.call("product"), kind);
    assertThat(fused).hasSize(ROWS * OUT);
    for (int i = 0; i < fused.length; i++) {
      assertThat(fused[i])
          .as("value %d", i)
          .isCloseTo(plain[i], within((float) (rounding * Math.max(1, Math.abs(plain[i])))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theInputTheWeightsAndTheBiasHaveTheirGradients(int learnt) {
    assertThat(values(FUSED.train("gradient"), learnt))
        .isEqualTo(values(PLAIN.train("gradient"), learnt));
  }

  /** Calls with x [2, 19, in], w [out, in], b [out] and a number. */
  private static float[] values(TorchCall call, int number) {
    SplittableRandom random = new SplittableRandom(8);
    try (call) {
      return call.floats(gaussian(random, ROWS * IN), 2, ROWS / 2, IN)
          .floats(gaussian(random, OUT * IN), OUT, IN)
          .floats(gaussian(random, OUT), OUT)
          .integer(number)
          .runFloats()
          .values();
    }
  }

  private static float[] gaussian(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
