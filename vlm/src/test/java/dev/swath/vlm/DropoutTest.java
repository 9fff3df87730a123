package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Dropout without a generator must still look random, and repeat itself. */
class DropoutTest {

  private static final int TOKENS = 100;
  private static final int CHANNELS = 200;
  private static final TorchNetwork PROBE =
      TorchNetwork.load(TorchObject.of("dropout_probe", "DropoutProbe"), Torch.device());

  @AfterAll
  static void close() {
    PROBE.close();
  }

  /** Ones [rows, tokens, channels], with what is dropped zero. */
  private static float[] drop(long layer, double rate, long... seeds) {
    float[] ones = new float[seeds.length * TOKENS * CHANNELS];
    Arrays.fill(ones, 1);
    try (TorchCall call = PROBE.call("drop")) {
      return call.floats(ones, seeds.length, TOKENS, CHANNELS)
          .longs(seeds, seeds.length)
          .integer(layer)
          .real(rate)
          .runFloats()
          .values();
    }
  }

  private static double share(float[] values) {
    int dropped = 0;
    for (float value : values) {
      dropped += value == 0 ? 1 : 0;
    }
    return (double) dropped / values.length;
  }

  @Test
  void theWantedShareIsDroppedAndTheRestStays() {
    for (double rate : new double[] {0.05, 0.3, 0.9}) {
      float[] values = drop(3, rate, 1, 2, 3, 4294967295L);
      assertThat(share(values)).isCloseTo(rate, within(0.01));
      for (float value : values) {
        assertThat(value == 0 || value == 1).isTrue();
      }
    }
  }

  @Test
  void eachTokenAndEachChannelLosesItsShare() {
    float[] values = drop(0, 0.5, 77);
    for (int token = 0; token < TOKENS; token++) {
      assertThat(share(Arrays.copyOfRange(values, token * CHANNELS, (token + 1) * CHANNELS)))
          .isCloseTo(0.5, within(0.2));
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] own = new float[TOKENS];
      for (int token = 0; token < TOKENS; token++) {
        own[token] = values[token * CHANNELS + channel];
      }
      assertThat(share(own)).isCloseTo(0.5, within(0.25));
    }
  }

  @Test
  void otherSeedsLayersAndNeighboursDropIndependently() {
    float[] values = drop(0, 0.5, 5);
    assertThat(agreement(values, 0, drop(0, 0.5, 6), 0)).isCloseTo(0.5, within(0.03));
    assertThat(agreement(values, 0, drop(1, 0.5, 5), 0)).isCloseTo(0.5, within(0.03));
    assertThat(agreement(values, 0, values, 1)).isCloseTo(0.5, within(0.03));
    assertThat(agreement(values, 0, values, CHANNELS)).isCloseTo(0.5, within(0.03));
  }

  /** Of two tokens and two channels, how often an even number of the four values is dropped. */
  @Test
  void noFourValuesOfTwoTokensAndTwoChannelsDependOnEachOther() {
    float[] values = drop(4, 0.5, 9);
    int even = 0;
    int count = 0;
    for (int token = 1; token < TOKENS; token++) {
      for (int channel = 1; channel < CHANNELS; channel++) {
        int dropped = 0;
        for (int at : new int[] {0, 1, CHANNELS, CHANNELS + 1}) {
          dropped += values[(token - 1) * CHANNELS + channel - 1 + at] == 0 ? 1 : 0;
        }
        even += dropped % 2 == 0 ? 1 : 0;
        count++;
      }
    }
    assertThat((double) even / count).isCloseTo(0.5, within(0.02));
  }

  /** In how many places, shifted, both drop or both keep. */
  private static double agreement(float[] a, int fromA, float[] b, int fromB) {
    int same = 0;
    int count = a.length - Math.max(fromA, fromB);
    for (int i = 0; i < count; i++) {
      same += (a[fromA + i] == 0) == (b[fromB + i] == 0) ? 1 : 0;
    }
    return (double) same / count;
  }

  @Test
  void aRowDropsTheSameAloneAndBesideOthers() {
    float[] together = drop(2, 0.1, 11, 12);
    assertThat(Arrays.copyOfRange(together, 0, TOKENS * CHANNELS)).isEqualTo(drop(2, 0.1, 11));
    assertThat(Arrays.copyOfRange(together, TOKENS * CHANNELS, together.length))
        .isEqualTo(drop(2, 0.1, 12));
  }
}
