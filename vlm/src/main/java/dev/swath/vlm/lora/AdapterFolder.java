package dev.swath.vlm.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter as PEFT writes it: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}.
 *
 * @param scale what B (A x) is multiplied by: alpha / r, or alpha / sqrt(r) for rsLoRA
 * @param names network names ("layer.module.A") to names in the file
 */
public record AdapterFolder(Path folder, double scale, Map<String, String> names) {

  /** The linear layers that can be tuned, in the network's order. */
  public static final List<String> MODULES =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME =
      Pattern.compile(
          ".*layers\\.(\\d{1,4})\\.(?:self_attn|mlp)\\.(\\w+)\\.lora_([AB])(?:\\.default)?\\.weight");

  /**
   * Reads the configuration and checks the weights' names and shapes.
   *
   * @throws WeightsException if it is no LoRA adapter, uses what Swath does not compute, or does
   *     not fit the model
   */
  public static AdapterFolder open(Path folder, ModelConfig.Language model) throws IOException {
    Path file = folder.resolve("adapter_config.json");
    if (!Files.exists(file)) {
      throw new WeightsException(folder + " is no adapter: it has no adapter_config.json");
    }
    JsonNode config = JSON.readTree(Files.readString(file));
    refuse(file, config, "use_dora", false);
    refuse(file, config, "fan_in_fan_out", false);
    refuse(file, config, "rank_pattern", true);
    refuse(file, config, "alpha_pattern", true);
    if (!config.path("bias").asText("none").equals("none")) {
      throw new WeightsException(
          file + ": bias '" + config.path("bias").asText() + "' is not supported");
    }
    int rank = config.path("r").asInt(0);
    if (!config.path("peft_type").asText().equals("LORA") || rank <= 0) {
      throw new WeightsException(file + " is not a LoRA configuration (peft_type LORA, r > 0)");
    }
    double alpha = config.path("lora_alpha").asDouble(rank);
    boolean stabilised = config.path("use_rslora").asBoolean(false);
    Map<String, String> names = new LinkedHashMap<>();
    try (WeightFiles weights = weights(folder)) {
      for (String name : weights.names()) {
        names.put(networkName(weights, name, rank, model), name);
      }
    }
    for (String name : List.copyOf(names.keySet())) {
      String other = name.substring(0, name.length() - 1) + (name.endsWith("A") ? "B" : "A");
      if (!names.containsKey(other)) {
        throw new WeightsException(
            folder + ": weight '" + names.get(name) + "' has no counterpart " + other);
      }
    }
    return new AdapterFolder(folder, alpha / (stabilised ? Math.sqrt(rank) : rank), names);
  }

  public static WeightFiles weights(Path folder) throws IOException {
    return WeightFiles.openFile(folder.resolve("adapter_model.safetensors"));
  }

  private static void refuse(Path file, JsonNode config, String name, boolean emptyIsFine) {
    JsonNode value = config.path(name);
    boolean set = emptyIsFine ? value.size() > 0 : value.asBoolean(false);
    if (set) {
      throw new WeightsException(file + ": '" + name + "' is not supported");
    }
  }

  private static String networkName(
      WeightFiles weights, String name, int rank, ModelConfig.Language model) {
    Matcher matcher = NAME.matcher(name);
    int module = matcher.matches() ? MODULES.indexOf(matcher.group(2)) : -1;
    if (module < 0 || Integer.parseInt(matcher.group(1)) >= model.layers()) {
      throw new WeightsException(
          "weight '%s' in %s is left over: the model has no place for it"
              .formatted(name, weights.fileOf(name)));
    }
    long in = width(MODULES.get(module), true, model);
    long out = width(MODULES.get(module), false, model);
    boolean first = matcher.group(3).equals("A");
    long[] expected = first ? new long[] {rank, in} : new long[] {out, rank};
    long[] shape = weights.entry(name).shape();
    if (!Arrays.equals(expected, shape)) {
      throw new WeightsException(
          "weight '%s' in %s has shape %s, the configuration asks for %s"
              .formatted(
                  name, weights.fileOf(name), Arrays.toString(shape), Arrays.toString(expected)));
    }
    return "%d.%d.%s".formatted(Integer.parseInt(matcher.group(1)), module, first ? "A" : "B");
  }

  /** How wide the input or output of a linear layer is. */
  public static long width(String module, boolean input, ModelConfig.Language model) {
    long keyValue = (long) model.keyValueHeads() * model.headWidth();
    return switch (module) {
      case "k_proj", "v_proj" -> input ? model.width() : keyValue;
      case "gate_proj", "up_proj" -> input ? model.width() : model.mlpWidth();
      case "down_proj" -> input ? model.mlpWidth() : model.width();
      default -> model.width();
    };
  }
}
