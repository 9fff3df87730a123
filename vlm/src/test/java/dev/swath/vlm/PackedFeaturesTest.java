package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.vlm.torch.TorchCall.Packed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that are made narrow in the network, against those that are not. */
class PackedFeaturesTest {

  private static final List<RgbImage> IMAGES = List.of(image(30, 30), image(41, 17), image(56, 56));

  private static VisionEncoder encoder;
  private static List<FeatureMap> whole;

  @BeforeAll
  static void encode() {
    encoder = VisionEncoder.load(TinyVila.folder());
    whole = encoder.encode(IMAGES);
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void imagesInEightBitsAreNormalisedInTheNetworkAsOutsideOfIt() {
    ModelConfig config = TinyVila.folder().config();
    ImagePreprocessor preprocessor = TinyVila.folder().preprocessor();
    int image = 3 * config.imagePixels();
    float[] pixels = new float[IMAGES.size() * image];
    for (int i = 0; i < IMAGES.size(); i++) {
      preprocessor.write(IMAGES.get(i), pixels, i * image);
    }
    List<FeatureMap> expected = encoder.encodePixels(pixels, IMAGES.size());
    for (int i = 0; i < IMAGES.size(); i++) {
      assertThat(whole.get(i).values()).isEqualTo(expected.get(i).values());
    }
  }

  @Test
  void bf16KeepsEightBitsOfEachValue() {
    List<PackedFeatures> packed = encoder.encodePacked(IMAGES, false);
    for (int i = 0; i < IMAGES.size(); i++) {
      ByteBuffer bytes = ByteBuffer.wrap(packed.get(i).data()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(packed.get(i).scales()).isEmpty();
      for (float value : whole.get(i).values()) {
        assertThat(Float.intBitsToFloat(bytes.getShort() << 16))
            .isCloseTo(value, within(Math.abs(value) / 256));
      }
      assertThat(bytes.remaining()).isZero();
    }
  }

  @Test
  void int8IsOffByHalfAStepOfItsTokenAtTheMost() {
    List<PackedFeatures> packed = encoder.encodePacked(IMAGES, true);
    for (int i = 0; i < IMAGES.size(); i++) {
      PackedFeatures map = packed.get(i);
      float[] values = whole.get(i).values();
      assertThat(map.data()).hasSize(values.length);
      for (int v = 0; v < values.length; v++) {
        float scale = map.scales()[v / map.width()];
        assertThat(map.data()[v] * scale).isCloseTo(values[v], within(0.501f * scale));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
  void whatNoNarrowNumberHoldsIsRefusedWithTheImage(float largest) {
    Packed packed = new Packed(new byte[8], new float[2], new float[] {1, largest});
    assertThatThrownBy(() -> PackedFeatures.of(1, 2, packed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image 2 of 2");
  }

  private static RgbImage image(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }
}
