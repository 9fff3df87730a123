package dev.swath.vlm.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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

  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*\\.)?model\\.layers\\.(\\d{1,4})\\.(?:self_attn|mlp)\\.(\\w+)\\.lora_([AB])(?:\\.default)?\\.weight");

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
    JsonNode config = json(file);
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
    try (WeightFiles weights = weights(folder)) {
      Map<String, String> names = names(weights, rank, model);
      if (names.isEmpty()) {
        throw new WeightsException(folder.resolve(WEIGHTS) + " holds no weights");
      }
      requireAll(folder.resolve(WEIGHTS), config, names.keySet(), model);
      return new AdapterFolder(folder, alpha / (stabilised ? Math.sqrt(rank) : rank), names);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new WeightsException(file + " is broken: " + e.getOriginalMessage());
    }
  }

  public static WeightFiles weights(Path folder) throws IOException {
    return WeightFiles.openFile(folder.resolve(WEIGHTS));
  }

  private static void refuse(Path file, JsonNode config, String name, boolean emptyIsFine) {
    JsonNode value = config.path(name);
    boolean set = emptyIsFine ? value.size() > 0 : value.asBoolean(false);
    if (set) {
      throw new WeightsException(file + ": '" + name + "' is not supported");
    }
  }

  /** Network names to names in the file, of which none may be left over or wrongly shaped. */
  private static Map<String, String> names(
      WeightFiles weights, int rank, ModelConfig.Language model) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : weights.names()) {
      Matcher matcher = NAME.matcher(name);
      int module = matcher.matches() ? MODULES.indexOf(matcher.group(2)) : -1;
      if (module >= 0 && Integer.parseInt(matcher.group(1)) < model.layers()) {
        boolean first = matcher.group(3).equals("A");
        long width = width(MODULES.get(module), first, model);
        shapes.put(name, first ? new long[] {rank, width} : new long[] {width, rank});
        String other =
            names.put(networkName(Integer.parseInt(matcher.group(1)), module, first), name);
        if (other != null) {
          throw new WeightsException(
              "weights '%s' and '%s' in %s are for the same place"
                  .formatted(other, name, weights.fileOf(name)));
        }
      }
    }
    WeightBinder.check(weights, shapes, name -> false);
    return names;
  }

  private static String networkName(int layer, int module, boolean first) {
    return "%d.%d.%s".formatted(layer, module, first ? "A" : "B");
  }

  /**
   * Both matrices of every module that the file begins, and of those that the configuration lists.
   * A pattern in place of a list is not evaluated.
   */
  private static void requireAll(
      Path file, JsonNode config, Set<String> names, ModelConfig.Language model) {
    Set<String> modules = new TreeSet<>();
    names.forEach(name -> modules.add(name.substring(0, name.lastIndexOf('.'))));
    if (config.path("exclude_modules").isEmpty()) {
      for (JsonNode listed : config.path("target_modules")) {
        int module = MODULES.indexOf(listed.asText());
        layers(config, model)
            .filter(layer -> module >= 0)
            .forEach(layer -> modules.add(layer + "." + module));
      }
    }
    for (String module : modules) {
      for (String matrix : List.of("A", "B")) {
        if (!names.contains(module + "." + matrix)) {
          String[] parts = module.split("\\.");
          throw new WeightsException(
              "weight 'layers.%s.%s.lora_%s.weight' is missing from %s"
                  .formatted(parts[0], MODULES.get(Integer.parseInt(parts[1])), matrix, file));
        }
      }
    }
  }

  private static IntStream layers(JsonNode config, ModelConfig.Language model) {
    JsonNode only = config.path("layers_to_transform");
    if (only.isInt()) {
      return IntStream.of(only.asInt());
    }
    return only.isArray()
        ? IntStream.range(0, only.size()).map(i -> only.get(i).asInt())
        : IntStream.range(0, model.layers());
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
