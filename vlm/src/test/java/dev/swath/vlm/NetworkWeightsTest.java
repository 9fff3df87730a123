package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a network holds is what the checkpoint says, also where it joins weights to one tensor. */
class NetworkWeightsTest {

  @TempDir Path folder;

  @Test
  void theLanguageModelHoldsEveryWeightOfItsCheckpoint() throws IOException {
    // Large enough that the weights are read in several pieces; fewer key heads than query heads.
    ModelConfig.Language config =
        new ModelConfig.Language(960, 1200, 1, 4, 2, 50, 64, 1e-5, 10000, false, 1, 2);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    LanguageNetwork.projectorWeights(8, 960)
        .forEach((name, shape) -> shapes.put(LanguageNetwork.PROJECTOR + name, shape));
    shapes.putAll(LanguageNetwork.weights(config));
    assertHeld(LanguageNetwork.object(config, false), shapes);
  }

  @Test
  void theVisionEncoderHoldsEveryWeightOfItsCheckpoint() throws IOException {
    ModelConfig.Vision config = new ModelConfig.Vision(1040, 64, 2, 4, 28, 14, 1e-6);
    assertHeld(VisionEncoder.network(config, false), VisionEncoder.weights(config));
  }

  private void assertHeld(TorchObject object, Map<String, long[]> shapes) throws IOException {
    Random random = new Random(8);
    Map<String, Floats> weights = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> weights.put(name, random(random, shape)));
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), weights, Format.F32, Map.of());
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device());
        WeightFiles files = WeightFiles.open(folder)) {
      WeightBinder.load(network, files, shapes, name -> false);
      network.call("bind").runAndClose();
      try (TorchCall call = network.call("named")) {
        Map<String, Floats> held = call.runNamed();
        assertThat(held.keySet()).isEqualTo(weights.keySet());
        held.forEach(
            (name, tensor) -> {
              assertThat(tensor.shape()).as(name).isEqualTo(weights.get(name).shape());
              assertThat(tensor.values()).as(name).isEqualTo(weights.get(name).values());
            });
      }
    }
  }

  private static Floats random(Random random, long[] shape) {
    int size = 1;
    for (long side : shape) {
      size *= (int) side;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return new Floats(shape, values);
  }
}
