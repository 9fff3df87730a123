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
 *
 * @param modules the linear layers that are tuned, of {@link AdapterFolder#MODULES}
 * @param dropout of the layers' input while tuning
 */
public record LoraAdapter(int rank, double alpha, List<String> modules, double dropout) {

  public LoraAdapter {
    modules = List.copyOf(modules);
    if (rank < 1 || alpha <= 0 || dropout < 0 || dropout >= 1) {
      throw new IllegalArgumentException(
          "an adapter needs a rank from 1, an alpha above 0 and a dropout from 0 to below 1; got"
              + " rank %d, alpha %s, dropout %s".formatted(rank, alpha, dropout));
    }
    if (modules.isEmpty() || !AdapterFolder.MODULES.containsAll(modules)) {
      throw new IllegalArgumentException(
          "the modules to tune must be some of %s; got %s"
              .formatted(AdapterFolder.MODULES, modules));
    }
  }

  /** Without dropout. */
  public LoraAdapter(int rank, double alpha, List<String> modules) {
    this(rank, alpha, modules, 0);
  }

  public double scale() {
    return alpha / rank;
  }

  /** How many values its matrices have. */
  public long weights(ModelConfig.Language model) {
    return model.layers() * layerWeights(model, 0);
  }

  /** How many of them stand behind the last layer's attention. */
  public long lastWeights(ModelConfig.Language model) {
    return layerWeights(model, AdapterFolder.MODULES.indexOf("o_proj"));
  }

  /** Of one layer, from a module on. */
  private long layerWeights(ModelConfig.Language model, int firstModule) {
    return modules.stream()
        .filter(module -> AdapterFolder.MODULES.indexOf(module) >= firstModule)
        .mapToLong(
            module ->
                rank
                    * (AdapterFolder.width(module, true, model)
                        + AdapterFolder.width(module, false, model)))
        .sum();
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

  /** Writes a PEFT folder in bf16, beside the base it is shipped with. */
  public void write(Path folder, Map<String, Floats> trained, ModelConfig.Language model)
      throws IOException {
    write(folder, trained, model, null, Format.BF16);
  }

  /**
   * Writes a PEFT folder, whole or not at all; one that is there is replaced.
   *
   * @param trained weights under the training network's names; others among them are left out
   * @param base the base's name or path for {@code base_model_name_or_path}, or null
   */
  public void write(
      Path folder,
      Map<String, Floats> trained,
      ModelConfig.Language model,
      String base,
      Format format)
      throws IOException {
    WholeFolder.write(
        folder,
        partial -> {
          SafeTensorsWriter.write(
              partial.resolve("adapter_model.safetensors"),
              peftNames(trained, model),
              format,
              Map.of());
          Files.writeString(
              partial.resolve("adapter_config.json"),
              new ObjectMapper()
                      .enable(SerializationFeature.INDENT_OUTPUT)
                      .writeValueAsString(configuration(base))
                  + "\n");
        });
  }

  private Map<String, Floats> peftNames(Map<String, Floats> trained, ModelConfig.Language model) {
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
    return tensors;
  }

  private Map<String, Object> configuration(String base) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", base);
    config.put("r", rank);
    config.put("lora_alpha", alpha);
    config.put("lora_dropout", dropout);
    config.put("target_modules", modules);
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    return config;
  }
}
