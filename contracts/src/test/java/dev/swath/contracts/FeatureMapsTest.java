package dev.swath.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeatureMapsTest {

  /** Half of the distance of two bfloat16: they have 8 significant bits. */
  private static final double BF16_RELATIVE_ERROR = 1.0 / 256;

  @Property(tries = 300, seed = "1")
  void bf16KeepsEightBits(@ForAll("finite") float[] values) {
    float[] unpacked = roundTrip(values, values.length, 1, Encoding.BF16);

    for (int i = 0; i < values.length; i++) {
      // Below the normal numbers there are fewer bits; near the largest float there is no next.
      double allowed =
          Math.max(Math.abs((double) values[i]) * BF16_RELATIVE_ERROR, Float.MIN_NORMAL / 128);
      double error = Math.abs((double) values[i] - unpacked[i]);
      assertThat(error).isLessThanOrEqualTo(allowed);
    }
  }

  @Property(tries = 300, seed = "1")
  void int8KeepsHalfAStepOfEachTokensScale(
      @ForAll("finite") float[] values, @ForAll @IntRange(min = 1, max = 4) int width) {
    int tokens = values.length / width;
    if (tokens == 0) {
      return;
    }
    float[] whole = Arrays.copyOf(values, tokens * width);
    float[] unpacked = roundTrip(whole, tokens, width, Encoding.INT8);

    for (int token = 0; token < tokens; token++) {
      double largest = 0;
      for (int i = token * width; i < (token + 1) * width; i++) {
        largest = Math.max(largest, Math.abs((double) whole[i]));
      }
      double allowed = Math.max(largest / 127 * 0.5001, Float.MIN_NORMAL * 127.0);
      for (int i = token * width; i < (token + 1) * width; i++) {
        assertThat(Math.abs((double) whole[i] - unpacked[i])).isLessThanOrEqualTo(allowed);
      }
    }
  }

  @Provide
  Arbitrary<float[]> finite() {
    Arbitrary<Float> any = Arbitraries.floats();
    Arbitrary<Float> typical = Arbitraries.floats().between(-100f, 100f);
    return Arbitraries.oneOf(any, typical).array(float[].class).ofMinSize(1).ofMaxSize(40);
  }

  @Test
  void bf16RoundsToTheNearestAndTiesToEven() {
    // 8 significant bits: 256 and 258 are neighbours, 260 is the next.
    assertThat(roundTrip(new float[] {256.9f, 257f, 257.1f, 259f}, 4, 1, Encoding.BF16))
        .containsExactly(256f, 256f, 258f, 260f);
  }

  @Test
  void bf16IsExactForWhatItCanHold() {
    float[] values = {0f, -0f, 1f, -2.5f, 65536f, 0.0078125f};

    assertThat(roundTrip(values, 3, 2, Encoding.BF16)).containsExactly(values);
  }

  @Test
  void bf16IsLittleEndian() {
    FeatureMap one = FeatureMaps.pack(new float[] {1f}, 1, 1, Encoding.BF16);

    assertThat(one.getData().toByteArray()).containsExactly(0x80, 0x3f);
  }

  @Test
  void int8HasOneScaleAToken() {
    FeatureMap map =
        FeatureMaps.pack(new float[] {127, -64, 0, 0, 2.54f, 1.27f}, 3, 2, Encoding.INT8);

    assertThat(map.getScalesList()).containsExactly(1f, 0f, 0.02f);
    assertThat(map.getData().toByteArray()).containsExactly(127, -64, 0, 0, 127, 64);
  }

  @Test
  void theLargestFloatStaysFinite() {
    float[] largest = {Float.MAX_VALUE, -Float.MAX_VALUE};

    assertThat(roundTrip(largest, 2, 1, Encoding.BF16)[0]).isFinite().isPositive();
    assertThat(roundTrip(largest, 1, 2, Encoding.INT8)[1]).isFinite().isNegative();
  }

  @Test
  void aFeatureThatIsNotFiniteIsNamed() {
    assertThatThrownBy(
            () -> FeatureMaps.pack(new float[] {1, 2, Float.NaN, 4}, 2, 2, Encoding.BF16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature [1, 0] is NaN");
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> FeatureMaps.pack(new float[5], 2, 2, Encoding.BF16))
        .hasMessage("5 values are not [2 tokens, 2 wide]");
    assertThatThrownBy(() -> FeatureMaps.pack(new float[4], 2, 2, Encoding.ENCODING_UNSPECIFIED))
        .hasMessageContaining("ENCODING_UNSPECIFIED");
  }

  @Test
  void aMapThatContradictsItselfIsRefused() {
    FeatureMap bf16 = FeatureMaps.pack(new float[4], 2, 2, Encoding.BF16);
    FeatureMap int8 = FeatureMaps.pack(new float[4], 2, 2, Encoding.INT8);
    byte[] infinite = {0, 0, 0, 0, 0, 0, (byte) 0x80, (byte) 0xff};

    for (FeatureMap wrong :
        new FeatureMap[] {
          bf16.toBuilder().setTokens(3).build(),
          bf16.toBuilder().setTokens(-2).setWidth(-2).build(),
          bf16.toBuilder().setTokens(Integer.MAX_VALUE).setWidth(Integer.MAX_VALUE).build(),
          bf16.toBuilder().setData(ByteString.EMPTY).build(),
          bf16.toBuilder().setEncoding(Encoding.ENCODING_UNSPECIFIED).build(),
          int8.toBuilder().clearScales().build(),
          int8.toBuilder().setWidth(1).build(),
          bf16.toBuilder().setData(ByteString.copyFrom(infinite)).build(),
          int8.toBuilder().setScales(1, Float.NaN).build(),
          int8.toBuilder().setScales(1, Float.MAX_VALUE).build(),
          FeatureMap.getDefaultInstance()
        }) {
      assertThatThrownBy(() -> FeatureMaps.unpack(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("feature map");
      assertThatThrownBy(() -> FeatureMaps.check(wrong)).hasMessageContaining("feature map");
    }
    FeatureMaps.check(bf16);
    FeatureMaps.check(int8);
  }

  private static float[] roundTrip(float[] values, int tokens, int width, Encoding encoding) {
    return FeatureMaps.unpack(FeatureMaps.pack(values, tokens, width, encoding));
  }
}
