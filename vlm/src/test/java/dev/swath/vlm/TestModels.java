package dev.swath.vlm;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Networks loaded from the golden folders that hold a part of a model only. */
public final class TestModels {

  private TestModels() {}

  public static ModelConfig.Language language(String name) {
    return ModelConfig.language(Golden.path(name).resolve("config.json"));
  }

  /** A language model without projector; the projector is another model's and not called. */
  public static TorchNetwork llama(String name) throws IOException {
    ModelConfig.Language config = language(name);
    TorchNetwork network = TorchNetwork.load(LanguageNetwork.object(config, false), Torch.device());
    Path projector = Golden.path("vila-tiny/mm_projector");
    try (WeightFiles files = WeightFiles.open(projector);
        WeightFiles llama = WeightFiles.open(Golden.path(name))) {
      for (String part : LanguageNetwork.projectorWeights(1, 1).keySet()) {
        WeightBinder.add(network, files, "layers.single." + part, "projector." + part);
      }
      LanguageNetwork.add(network, llama, config);
    }
    network.call("bind").runAndClose();
    return network;
  }

  /** The language model of the tiny VILA, with its projector. */
  public static TorchNetwork vila() throws IOException {
    ModelFolder folder = TinyVila.folder();
    TorchNetwork network =
        TorchNetwork.load(
            LanguageNetwork.object(folder.config().language(), false), Torch.device());
    LanguageNetwork.load(network, folder);
    return network;
  }
}
