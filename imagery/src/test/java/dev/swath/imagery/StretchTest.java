package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StretchTest {

  @Test
  void theSecondAndNinetyEighthPercentilesBecomeBlackAndWhite() {
    float[] ramp = new float[1001];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = 1000 - i;
    }
    Stretch stretch = Stretch.of(new float[][] {ramp, ramp, ramp});

    assertThat(stretch.low()).containsExactly(20, 20, 20);
    assertThat(stretch.high()).containsExactly(980, 980, 980);
    byte[] rgb = stretch.apply(new float[][] {{0, 20}, {500, 980}, {5000, Float.NaN}});
    assertThat(rgb).containsExactly(0, 128, 255, 0, 255, 0);
  }

  @Test
  void missingPixelsDoNotCount() {
    float[] values = {Float.NaN, 10, Float.NaN, 20};
    Stretch stretch = Stretch.of(new float[][] {values, values, values});

    assertThat(stretch.low()[0]).isEqualTo(10);
    assertThat(stretch.high()[0]).isEqualTo(20);
  }

  @Test
  void aChannelWithoutContrastIsGreyAndAnEmptyOneIsBlack() {
    float[] flat = {7, 7};
    float[] empty = {Float.NaN, Float.NaN};
    Stretch stretch = Stretch.of(new float[][] {flat, flat, empty});

    assertThat(stretch.apply(new float[][] {flat, flat, empty}))
        .containsExactly(128, 128, 0, 128, 128, 0);
  }
}
