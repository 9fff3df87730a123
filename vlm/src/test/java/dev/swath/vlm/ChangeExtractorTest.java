package dev.swath.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Change extraction and projector against the published code. */
class ChangeExtractorTest {

  @ParameterizedTest
  @ValueSource(strings = {"change-tiny-4x4", "change-tiny-5x5", "change-layers1"})
  void everyStepOfTheExtractionEqualsThePublishedCode(String name) throws IOException {
    String golden = name + "/golden.safetensors";
    ModelConfig config = config(name);
    Floats both = Golden.floats(golden, "image_features");
    long[] one = {1, both.shape()[1], both.shape()[2]};
    int half = both.values().length / 2;
    float[] before = Arrays.copyOfRange(both.values(), 0, half);
    float[] after = Arrays.copyOfRange(both.values(), half, 2 * half);
    try (TorchNetwork network =
            TorchNetwork.load(ChangeExtractor.network(config, false), Torch.device());
        WeightFiles files = WeightFiles.open(Golden.path(name))) {
      ChangeExtractor.bind(network, files, config);
      Floats attended;
      try (TorchCall call = network.call("attend")) {
        attended = call.floats(before, one).floats(after, one).runFloats();
        Golden.assertClose(
            Arrays.copyOfRange(attended.values(), 0, half),
            Golden.floats(golden, "pos_or_attended_1").values());
        Golden.assertClose(
            Arrays.copyOfRange(attended.values(), half, 2 * half),
            Golden.floats(golden, "pos_or_attended_2").values());
      }
      for (String step : new String[] {"similarity", "reduce"}) {
        try (TorchCall call = network.call(step)) {
          Golden.assertClose(
              call.floats(attended.values(), attended.shape()).runFloats().values(),
              Golden.floats(golden, step.equals("reduce") ? "conv1" : "cosine_map").values());
        }
      }
      try (TorchCall call = network.call("fuse")) {
        Golden.assertClose(
            call.floats(before, one).floats(after, one).runFloats().values(),
            Golden.floats(golden, "change_features").values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"change-tiny-4x4", "change-tiny-5x5", "change-layers1"})
  void theProjectedTokensEqualThePublishedCode(String name) throws IOException {
    String golden = name + "/golden.safetensors";
    Floats both = Golden.floats(golden, "image_features");
    Floats change = Golden.floats(golden, "change_features");
    int half = both.values().length / 2;
    float[] first = Arrays.copyOfRange(both.values(), 0, half);
    float[] second = Arrays.copyOfRange(both.values(), half, 2 * half);
    try (TorchNetwork network =
        TorchNetwork.load(TorchObject.of("projector_probe", "ProjectorProbe"), Torch.device())) {
      try (TorchCall call = network.call("blocks")) {
        Golden.assertClose(
            call.floats(first, change.shape()).runFloats().values(),
            Golden.floats(golden, "downsampled_image_1").values());
      }
      List<Floats> weights = projector(name);
      float[][] inputs = {first, second, change.values()};
      String[] outputs = {"tokens_image_1", "tokens_image_2", "tokens_change"};
      for (int i = 0; i < inputs.length; i++) {
        try (TorchCall call = network.call("project")) {
          Golden.assertClose(
              call.floats(inputs[i], change.shape()).floatsList(weights).runFloats().values(),
              Golden.floats(golden, outputs[i]).values());
        }
      }
    }
  }

  private static List<Floats> projector(String name) {
    return LanguageNetwork.projectorWeights(1, 1).keySet().stream()
        .map(part -> Golden.floats(name + "/model.safetensors", "layers.single." + part))
        .toList();
  }

  private static ModelConfig config(String name) {
    JsonNode json = Golden.json(name + "/config.json");
    JsonNode vision = json.path("vision_tower_cfg");
    return new ModelConfig(
        new ModelConfig.Vision(
            json.path("mm_hidden_size").asInt(),
            1,
            1,
            1,
            vision.path("image_size").asInt(),
            vision.path("patch_size").asInt(),
            1e-6),
        ModelConfig.projector(json),
        null,
        true,
        8);
  }
}
