package dev.swath.vlm.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A made-up adapter in PEFT's layout, for the tests to write as it is or to break first.
 *
 * @param config what {@code adapter_config.json} will say
 * @param weights what {@code adapter_model.safetensors} will hold
 */
public record PeftFolder(Map<String, Object> config, Map<String, Floats> weights) {

  /** Random matrices, large enough that an answer changes. */
  public static PeftFolder random(
      ModelConfig.Language model, int rank, List<String> modules, long seed) {
    Random random = new Random(seed);
    Map<String, Floats> weights = new LinkedHashMap<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (String module : modules) {
        int in = (int) AdapterFolder.width(module, true, model);
        int out = (int) AdapterFolder.width(module, false, model);
        weights.put(name(layer, module, "A"), gaussian(random, rank, in));
        weights.put(name(layer, module, "B"), gaussian(random, out, rank));
      }
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("r", rank);
    config.put("lora_alpha", 2 * rank);
    config.put("target_modules", modules);
    return new PeftFolder(config, weights);
  }

  public static String name(int layer, String module, String matrix) {
    String part = AdapterFolder.MODULES.indexOf(module) < 4 ? "self_attn" : "mlp";
    return "base_model.model.model.layers.%d.%s.%s.lora_%s.weight"
        .formatted(layer, part, module, matrix);
  }

  static Floats gaussian(Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.3);
    }
    return new Floats(new long[] {rows, columns}, values);
  }

  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("adapter_config.json"), new ObjectMapper().writeValueAsString(config));
    SafeTensorsWriter.write(
        folder.resolve("adapter_model.safetensors"), weights, Format.F32, Map.of());
    return folder;
  }
}
