package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisionEncoderTest {

  @ParameterizedTest
  @CsvSource({
    "siglip-tiny, -1, hidden_states_m1",
    "siglip-tiny, -2, hidden_states_m2",
    "siglip-odd, -1, hidden_states_m1",
    "siglip-odd, -2, hidden_states_m2"
  })
  void theFeaturesAreThoseOfThePublishedCode(String name, int select, String expected)
      throws IOException {
    Path folder = Golden.path(name);
    ModelConfig.Vision config =
        ModelConfig.vision(
            folder.resolve("config.json"),
            JsonNodeFactory.instance.objectNode().put("mm_vision_select_layer", select));
    Floats pixels = Golden.floats(name + "/golden.safetensors", "pixel_values");
    try (TorchNetwork network =
            TorchNetwork.load(VisionEncoder.network(config, false), Torch.device());
        WeightFiles files = WeightFiles.open(folder)) {
      WeightBinder.load(network, files, VisionEncoder.weights(config), other -> true);
      network.call("bind").runAndClose();
      try (TorchCall call = network.call("features")) {
        Floats features = call.floats(pixels.values(), pixels.shape()).runFloats();
        Floats golden = Golden.floats(name + "/golden.safetensors", expected);
        assertThat(features.shape()).isEqualTo(golden.shape());
        Golden.assertClose(features.values(), golden.values());
      }
      try (TorchCall call = network.call("embed")) {
        Golden.assertClose(
            call.floats(pixels.values(), pixels.shape()).runFloats().values(),
            Golden.floats(name + "/golden.safetensors", "embeddings").values());
      }
    }
  }

  @Test
  void aModelFolderEncodesAsThePublishedPipelineDoes() {
    Floats pixels = Golden.floats("vila-tiny/golden.safetensors", "pixel_values");
    Floats golden = Golden.floats("vila-tiny/golden.safetensors", "vision_features");
    try (VisionEncoder encoder = VisionEncoder.load(ModelFolder.open(Golden.path("vila-tiny")))) {
      List<FeatureMap> features = encoder.encodePixels(pixels.values(), 4);
      List<FeatureMap> expected = FeatureMap.split(golden);
      for (int i = 0; i < 4; i++) {
        Golden.assertClose(features.get(i).values(), expected.get(i).values());
      }
    }
  }

  /** On a CPU many are taken through the layers in parts. */
  @Test
  void manyImagesTogetherHaveTheFeaturesThatEachHasAlone() {
    try (VisionEncoder encoder = VisionEncoder.load(ModelFolder.open(Golden.path("vila-tiny")))) {
      Floats four = Golden.floats("vila-tiny/golden.safetensors", "pixel_values");
      int image = four.values().length / 4;
      int tokens = encoder.encodePixels(four.values(), 4).get(0).tokens();
      int images = 5000 / tokens + 1;
      float[] pixels = new float[images * image];
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) (2 * random.nextDouble() - 1);
      }
      List<FeatureMap> together = encoder.encodePixels(pixels, images);
      for (int i = 0; i < images; i += images / 16) {
        float[] alone = Arrays.copyOfRange(pixels, i * image, (i + 1) * image);
        Golden.assertClose(
            together.get(i).values(), encoder.encodePixels(alone, 1).get(0).values());
      }
    }
  }
}
