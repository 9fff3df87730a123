package dev.swath.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network as an ONNX file, run by ONNX Runtime, against the published code. */
class SiglipGraphTest {

  private static final Path GOLDEN = Path.of("../vlm/src/test/resources/golden");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "siglip-tiny, OPERATORS",
    "siglip-tiny, STANDARD",
    "siglip-tiny, MULTI_HEAD",
    "siglip-odd, OPERATORS",
    "siglip-odd, STANDARD",
    "siglip-odd, MULTI_HEAD"
  })
  void theFeaturesAreThoseOfThePublishedCode(String name, Attention attention)
      throws IOException, OrtException {
    copy(name);
    try (SafeTensors golden = SafeTensors.open(GOLDEN.resolve(name + "/golden.safetensors"))) {
      long images = golden.entries().get("pixel_values").shape()[0];
      Path file = SiglipGraph.write(folder, attention, images);
      SiglipSizes sizes = SiglipSizes.read(folder.resolve("config.json"));
      float[] pixels = golden.floats("pixel_values");
      try (OnnxEncoder encoder = new OnnxEncoder(file, sizes, pixels, images, 1)) {
        encoder.run();
        assertClose(encoder.features(), golden.floats("hidden_states_m1"));
      }
    }
  }

  @Test
  void aMissingWeightIsNamed() throws IOException {
    copy("siglip-tiny");
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": 99"));
    assertThatThrownBy(() -> SiglipGraph.write(folder, Attention.OPERATORS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("no weight 'vision_model.encoder.layers.\\d+.* in model.safetensors");
  }

  private void copy(String name) throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(GOLDEN.resolve(name).resolve(file), folder.resolve(file));
    }
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      // Which is NaN if either is: it must not pass as a small difference.
      largest = Math.max(largest, difference);
    }
    assertThat(largest).as("largest difference").isLessThanOrEqualTo(1e-4);
  }
}
