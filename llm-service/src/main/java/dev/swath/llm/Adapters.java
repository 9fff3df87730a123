package dev.swath.llm;

import dev.swath.servicekit.ConfigurationException;
import dev.swath.vlm.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The LoRA adapters that are loaded at start. */
record Adapters(Set<String> names) {

  /**
   * Loads the adapters of the model's folder and the configured ones; a configured one wins over
   * one of the folder with the same name.
   *
   * @throws ConfigurationException if a configured adapter is not there
   */
  static Adapters load(
      Map<String, Path> ofModel, Map<String, String> configured, LanguageModel model) {
    Map<String, Path> all = new TreeMap<>(ofModel);
    configured.forEach(
        (name, path) -> {
          Path folder = Path.of(path);
          if (!Files.isRegularFile(folder.resolve("adapter_config.json"))) {
            throw new ConfigurationException(
                "swath.llm.adapters." + name,
                "There is no adapter_config.json in " + folder.toAbsolutePath().normalize() + ".",
                "Point it at a PEFT folder: adapter_config.json and adapter_model.safetensors.");
          }
          all.put(name, folder);
        });
    all.forEach(model::loadAdapter);
    return new Adapters(Set.copyOf(all.keySet()));
  }
}
