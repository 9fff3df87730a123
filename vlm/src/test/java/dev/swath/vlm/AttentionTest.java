package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While bf16 is learnt attention is computed in another way than libtorch's. */
class AttentionTest {

  private static final int FP32 = 6;
  private static final int BF16 = 15;
  private static final long[] SHAPE = {2, 3, 37, 16};
  private static final TorchNetwork PROBE =
      TorchNetwork.load(TorchObject.of("attention_probe", "AttentionProbe"), Torch.device());

  @AfterAll
  static void close() {
    PROBE.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inBf16AttentionAndItsGradientsAreThoseOfFp32UpToRounding(boolean causal) {
    float[] wide = outcome(causal, FP32);
    float[] narrow = outcome(causal, BF16);
    int part = wide.length / 4;
    for (int i = 0; i < 4; i++) {
      double size = 0;
      double distance = 0;
      for (int j = i * part; j < (i + 1) * part; j++) {
        size += wide[j] * wide[j];
        distance += Math.pow(wide[j] - narrow[j], 2);
      }
      assertThat(size).isPositive();
      assertThat(Math.sqrt(distance / size))
          .as("output, gradients of q, k and v: number %d", i)
          .isBetween(1e-5, 1e-2);
    }
  }

  private static float[] outcome(boolean causal, int kind) {
    SplittableRandom random = new SplittableRandom(5);
    try (TorchCall call = PROBE.train("outcome")) {
      for (int i = 0; i < 4; i++) {
        float[] values = new float[2 * 3 * 37 * 16];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) random.nextGaussian();
        }
        call.floats(values, SHAPE);
      }
      return call.flag(causal).integer(kind).runFloats().values();
    }
  }
}
