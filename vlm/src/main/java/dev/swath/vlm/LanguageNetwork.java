package dev.swath.vlm;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The language model's network: its object, the weights it expects, and their binding. */
public final class LanguageNetwork {

  /** The names' beginning inside the network; in a file it is one of {@link #FILE_PREFIXES}. */
  public static final String PROJECTOR = "projector.";

  /** UniRS's form and VILA-1.5's. */
  static final List<String> FILE_PREFIXES = List.of("layers.single.", "layers.");

  private LanguageNetwork() {}

  /** The network's object, without weights. */
  public static TorchObject object(ModelConfig.Language config, boolean half) {
    return object(config, half, false);
  }

  /**
   * The same.
   *
   * @param half whether weights are kept in bf16
   * @param int8 whether those of the linear layers are kept in int8, a scale a row; they are
   *     narrowed when they are bound, and can be used, not trained
   */
  public static TorchObject object(ModelConfig.Language config, boolean half, boolean int8) {
    TorchObject object =
        TorchObject.of("llama", "Llama")
            .with("half", half)
            .with("int8", int8)
            .with("layers", config.layers())
            .with("heads", config.heads())
            .with("kv_heads", config.keyValueHeads())
            .with("eps", config.eps())
            .with("theta", config.ropeTheta())
            .with("context", config.context())
            .with("tied", config.tiedEmbeddings())
            .with("loaded", Map.of())
            .with("cache", cache())
            .with("lora", lora());
    for (String list :
        List.of(
            "projector",
            "ends",
            "norm1",
            "qkv",
            "out",
            "norm2",
            "gate_up",
            "down",
            "scales",
            "rope")) {
      object = object.with(list, List.of());
    }
    return object;
  }

  private static TorchObject cache() {
    TorchObject object = TorchObject.of("cache", "Cache").with("span", 0).with("rows", 0);
    for (String list :
        List.of("all", "keys", "values", "places", "groups", "tokens", "masks", "reached")) {
      object = object.with(list, List.of());
    }
    return object;
  }

  private static TorchObject lora() {
    TorchObject object =
        TorchObject.of("lora", "Lora")
            .with("loaded", Map.of())
            .with("whole", -1)
            .with("count", 0)
            .with("dropout_rate", 0.0);
    for (String list : List.of("a", "b", "route", "dropout")) {
      object = object.with(list, List.of());
    }
    return object;
  }

  /** The language model's weights: checkpoint names to shapes. */
  public static Map<String, long[]> weights(ModelConfig.Language config) {
    long d = config.width();
    long m = config.mlpWidth();
    long kv = (long) config.keyValueHeads() * config.headWidth();
    Map<String, long[]> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new long[] {config.vocabulary(), d});
    for (int i = 0; i < config.layers(); i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", new long[] {d});
      weights.put(layer + "self_attn.q_proj.weight", new long[] {d, d});
      weights.put(layer + "self_attn.k_proj.weight", new long[] {kv, d});
      weights.put(layer + "self_attn.v_proj.weight", new long[] {kv, d});
      weights.put(layer + "self_attn.o_proj.weight", new long[] {d, d});
      weights.put(layer + "post_attention_layernorm.weight", new long[] {d});
      weights.put(layer + "mlp.gate_proj.weight", new long[] {m, d});
      weights.put(layer + "mlp.up_proj.weight", new long[] {m, d});
      weights.put(layer + "mlp.down_proj.weight", new long[] {d, m});
    }
    weights.put("model.norm.weight", new long[] {d});
    if (!config.tiedEmbeddings()) {
      weights.put("lm_head.weight", new long[] {config.vocabulary(), d});
    }
    return weights;
  }

  /** The projector's weights, names behind the prefix, to shapes. */
  public static Map<String, long[]> projectorWeights(int visionWidth, int languageWidth) {
    long four = 4L * visionWidth;
    Map<String, long[]> weights = new LinkedHashMap<>();
    weights.put("1.weight", new long[] {four});
    weights.put("1.bias", new long[] {four});
    weights.put("2.weight", new long[] {languageWidth, four});
    weights.put("2.bias", new long[] {languageWidth});
    weights.put("4.weight", new long[] {languageWidth, languageWidth});
    weights.put("4.bias", new long[] {languageWidth});
    return weights;
  }

  /** Reads and binds language model and projector. */
  static void load(TorchNetwork network, ModelFolder folder) throws IOException {
    add(() -> network.call("add"), folder);
    network.call("bind").runAndClose();
  }

  /**
   * Hands the weights of projector and language model to calls of an {@code add} method: of the
   * network itself, or of one that holds it, such as one that tunes it.
   *
   * @param add begins a call
   * @throws WeightsException if a weight is missing, left over or has another shape
   */
  public static void add(Supplier<TorchCall> add, ModelFolder folder) throws IOException {
    ModelConfig config = folder.config();
    try (WeightFiles files = WeightFiles.open(folder.projector())) {
      addProjector(add, files, config);
    }
    try (WeightFiles files = WeightFiles.open(folder.language())) {
      add(add, files, config.language());
    }
  }

  static void add(TorchNetwork network, WeightFiles files, ModelConfig.Language config)
      throws IOException {
    add(() -> network.call("add"), files, config);
  }

  private static void add(Supplier<TorchCall> add, WeightFiles files, ModelConfig.Language config)
      throws IOException {
    Map<String, long[]> expected = weights(config);
    WeightBinder.check(
        files,
        expected,
        name ->
            name.endsWith(".rotary_emb.inv_freq")
                || config.tiedEmbeddings() && name.equals("lm_head.weight"));
    for (String name : expected.keySet()) {
      WeightBinder.add(add, files, name, name);
    }
  }

  static void addProjector(TorchNetwork network, WeightFiles files, ModelConfig config)
      throws IOException {
    addProjector(() -> network.call("add"), files, config);
  }

  private static void addProjector(Supplier<TorchCall> add, WeightFiles files, ModelConfig config)
      throws IOException {
    String prefix =
        files.names().stream().anyMatch(name -> name.startsWith(FILE_PREFIXES.get(0)))
            ? FILE_PREFIXES.get(0)
            : FILE_PREFIXES.get(1);
    Map<String, long[]> expected = new LinkedHashMap<>();
    projectorWeights(config.vision().width(), config.language().width())
        .forEach((name, shape) -> expected.put(prefix + name, shape));
    WeightBinder.check(files, expected, name -> name.startsWith(ChangeExtractor.PREFIX));
    for (String name : expected.keySet()) {
      WeightBinder.add(add, files, name, PROJECTOR + name.substring(prefix.length()));
    }
  }
}
