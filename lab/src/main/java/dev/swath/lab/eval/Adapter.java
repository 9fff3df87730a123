package dev.swath.lab.eval;

import dev.swath.vlm.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The LoRA adapter that answers.
 *
 * @param name empty for the base model
 * @param folder null for the base model
 * @param ofModel whether it is the model's own, or its base: only these can be calibrated
 */
record Adapter(String name, Path folder, boolean ofModel) {

  /**
   * @param adapter a name in the model's folder or a PEFT folder; empty for the base model
   * @throws IllegalArgumentException naming what there is
   */
  static Adapter find(ModelFolder model, String adapter) {
    if (adapter.isEmpty()) {
      return new Adapter("", null, true);
    }
    Map<String, Path> own = model.adapters();
    if (own.containsKey(adapter)) {
      return new Adapter(adapter, own.get(adapter), true);
    }
    Path folder = Path.of(adapter).toAbsolutePath().normalize();
    if (Files.exists(folder.resolve("adapter_config.json"))) {
      return new Adapter(folder.getFileName().toString(), folder, false);
    }
    throw new IllegalArgumentException(
        "--adapter '%s' is neither an adapter of %s, which has %s, nor a PEFT folder with adapter_config.json"
            .formatted(adapter, model.path(), own.keySet()));
  }

  /** Empty for the base model. */
  String fingerprint() {
    return folder == null ? "" : ModelFolder.adapterFingerprint(folder);
  }
}
