package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Preprocessing against Pillow and the published code, to the bit. */
class ImagePreprocessorTest {

  @ParameterizedTest
  @CsvSource({
    "rgb_256x256, pad, 56",
    "rgb_256x256, pad, 384",
    "rgb_500x333, pad, 56",
    "rgb_500x333, resize, 56",
    "rgb_500x333, pad, 384",
    "rgb_500x333, resize, 384",
    "gray_100x100, pad, 56",
    "gray_100x100, pad, 384"
  })
  void theInputEqualsThatOfThePublishedCodeToTheBit(String name, String mode, int size)
      throws IOException {
    RgbImage image =
        RgbImage.decode(Files.readAllBytes(Golden.path("preprocess/" + name + ".png")));
    JsonNode golden = Golden.json("preprocess/golden.json").path("images").path(name);
    assertThat(crc(image.rgb())).isEqualTo(golden.path("rgb_crc32").asLong());
    ImagePreprocessor preprocessor =
        new ImagePreprocessor(
            size,
            mode.equals("pad") ? ImagePreprocessor.Aspect.PAD : ImagePreprocessor.Aspect.RESIZE);
    JsonNode expected = golden.path(mode + size);
    assertThat(crc(preprocessor.square(image).rgb()))
        .isEqualTo(expected.path("crc32_u8_hwc_resized").asLong());
    float[] input = new float[3 * size * size];
    preprocessor.write(image, input, 0);
    ByteBuffer bytes = ByteBuffer.allocate(4 * input.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(input);
    assertThat(crc(bytes.array())).isEqualTo(expected.path("crc32_f32le_chw").asLong());
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
