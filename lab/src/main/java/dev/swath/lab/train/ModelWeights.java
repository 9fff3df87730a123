package dev.swath.lab.train;

import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a compact model's folder in fp32, by the names that training gives them. They are
 * as served: rounded to bf16.
 */
record ModelWeights(Path folder) {

  Map<String, Floats> encoder() throws IOException {
    return read("vision_tower");
  }

  Map<String, Floats> change() throws IOException {
    Map<String, Floats> weights = new LinkedHashMap<>();
    read("mm_projector")
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(ChangeExtractor.PREFIX)) {
                weights.put(name.substring(ChangeExtractor.PREFIX.length()), tensor);
              }
            });
    return weights;
  }

  /** Language model and projector. */
  Map<String, Floats> language() throws IOException {
    Map<String, Floats> weights = new LinkedHashMap<>();
    read("mm_projector")
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith(ChangeExtractor.PREFIX)) {
                weights.put(name.replace("layers.single.", LanguageNetwork.PROJECTOR), tensor);
              }
            });
    weights.putAll(read("llm"));
    return weights;
  }

  private Map<String, Floats> read(String part) throws IOException {
    Map<String, Floats> weights = new LinkedHashMap<>();
    try (SafeTensors file = SafeTensors.open(folder.resolve(part).resolve("model.safetensors"))) {
      for (String name : file.entries().keySet()) {
        weights.put(name, new Floats(file.entries().get(name).shape(), file.floats(name)));
      }
    }
    return weights;
  }
}
