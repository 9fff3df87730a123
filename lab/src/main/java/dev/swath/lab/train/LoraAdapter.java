package dev.swath.lab.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.lora.AdapterFolder;
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
 * A LoRA adapter to be tuned: first weights (A random, B zero: the adapter begins as nothing), and
 * the PEFT folder that it is written to.
 */
public record LoraAdapter(int rank, double alpha, List<String> modules) {

  public double scale() {
    return alpha / rank;
  }

  /** First weights under the training network's names, "layer.module.A" and "layer.module.B". */
  public Map<String, Floats> initial(ModelConfig.Language model, long seed) {
    Random random = new Random(seed);
    Map<String, Floats> weights = new LinkedHashMap<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (String module : modules) {
        int in = (int) AdapterFolder.width(module, true, model);
        int out = (int) AdapterFolder.width(module, false, model);
        float[] a = new float[rank * in];
        for (int i = 0; i < a.length; i++) {
          a[i] = (float) (random.nextGaussian() / Math.sqrt(in));
        }
        String name = layer + "." + AdapterFolder.MODULES.indexOf(module) + ".";
        weights.put(name + "A", new Floats(new long[] {rank, in}, a));
        weights.put(name + "B", new Floats(new long[] {out, rank}, new float[out * rank]));
      }
    }
    return weights;
  }

  /** Writes a PEFT folder. */
  public void write(Path folder, Map<String, Floats> trained, ModelConfig.Language model)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, Floats> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (String module : modules) {
        String part = AdapterFolder.MODULES.indexOf(module) < 4 ? "self_attn" : "mlp";
        String own = layer + "." + AdapterFolder.MODULES.indexOf(module) + ".";
        String name = "base_model.model.model.layers.%d.%s.%s.".formatted(layer, part, module);
        tensors.put(name + "lora_A.weight", trained.get(own + "A"));
        tensors.put(name + "lora_B.weight", trained.get(own + "B"));
      }
    }
    SafeTensorsWriter.write(
        folder.resolve("adapter_model.safetensors"), tensors, Format.BF16, Map.of());
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put("r", rank);
    config.put("lora_alpha", alpha);
    config.put("lora_dropout", 0.0);
    config.put("target_modules", modules);
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    Files.writeString(
        folder.resolve("adapter_config.json"),
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(config)
            + "\n");
  }
}
