package dev.swath.vlm;

import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The language model with the projector in front of it and LoRA adapters beside it. Thread-safe:
 * one batch is decoded at a time, and adapters come and go between batches.
 */
public final class LanguageModel implements AutoCloseable {

  private record Adapter(int id, double scale) {}

  private final ModelConfig config;
  private final String fingerprint;
  private final Tokenizer tokenizer;
  private final TorchNetwork network;
  private final Map<String, Adapter> adapters = new LinkedHashMap<>();
  private int nextAdapter;

  private LanguageModel(
      ModelConfig config, String fingerprint, Tokenizer tokenizer, TorchNetwork network) {
    this.config = config;
    this.fingerprint = fingerprint;
    this.tokenizer = tokenizer;
    this.network = network;
  }

  /**
   * Loads language model and projector; no adapter.
   *
   * @throws WeightsException if a weight is missing, left over or has another shape
   */
  public static LanguageModel load(ModelFolder folder) {
    ModelConfig config = folder.config();
    TorchNetwork network =
        TorchNetwork.load(LanguageNetwork.object(config.language(), Torch.half()), Torch.device());
    try {
      LanguageNetwork.load(network, folder);
      Tokenizer tokenizer = Tokenizer.open(folder.language(), config.language().bos());
      return new LanguageModel(config, folder.languageFingerprint(), tokenizer, network);
    } catch (IOException e) {
      network.close();
      throw new WeightsException("cannot read the weights in " + folder.path() + ": " + e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * Loads a PEFT adapter under a name; an adapter of that name is replaced.
   *
   * @throws WeightsException if the folder is no LoRA adapter, or does not fit this model
   */
  public synchronized void loadAdapter(String name, Path folder) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the empty name is the base model's");
    }
    try {
      AdapterFolder files = AdapterFolder.open(folder, config.language());
      Adapter adapter = new Adapter(nextAdapter++, files.scale());
      add(adapter, files);
      drop(adapters.put(name, adapter));
      stackAdapters();
    } catch (IOException e) {
      throw new WeightsException("cannot read the adapter in " + folder + ": " + e);
    }
  }

  private void add(Adapter adapter, AdapterFolder folder) throws IOException {
    try (WeightFiles files = AdapterFolder.weights(folder.folder())) {
      for (Map.Entry<String, String> weight : folder.names().entrySet()) {
        WeightBinder.add(
            () -> network.call("add_adapter"),
            files,
            weight.getValue(),
            adapter.id() + "." + weight.getKey());
      }
    } catch (IOException | RuntimeException e) {
      drop(adapter);
      throw e;
    }
  }

  /** Unloads an adapter; a name that is not loaded is an error. */
  public synchronized void unloadAdapter(String name) {
    Adapter adapter = adapters.remove(name);
    if (adapter == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    drop(adapter);
    stackAdapters();
  }

  private void drop(Adapter adapter) {
    if (adapter != null) {
      try (TorchCall call = network.call("drop_adapter")) {
        call.text(adapter.id() + ".").run();
      }
    }
  }

  private void stackAdapters() {
    long[] ids = adapters.values().stream().mapToLong(Adapter::id).toArray();
    double[] scales = adapters.values().stream().mapToDouble(Adapter::scale).toArray();
    try (TorchCall call = network.call("stack_adapters")) {
      call.integers(ids).reals(scales).run();
    }
  }

  /** The names of the loaded adapters. */
  public synchronized Set<String> adapters() {
    return new TreeSet<>(adapters.keySet());
  }

  /**
   * Decodes requests of any length, number of images and adapter as one batch; each gets the tokens
   * that it would get alone.
   *
   * @throws IllegalArgumentException if a request names an adapter that is not loaded, has fewer
   *     images than its prompt, feature maps of another encoder's shape, or is too long
   */
  public synchronized List<Completion> generate(List<GenerationRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    List<Integer> slots = requests.stream().map(this::slot).toList();
    List<RequestTokens> rows = new ArrayList<>();
    for (GenerationRequest request : requests) {
      rows.add(RequestTokens.of(request, tokenizer, config));
    }
    return new Decoder(network, tokenizer, config.language()).decode(rows, slots);
  }

  private int slot(GenerationRequest request) {
    if (request.adapter().isEmpty()) {
      return 0;
    }
    int index = new ArrayList<>(adapters.keySet()).indexOf(request.adapter());
    if (index < 0) {
      throw new IllegalArgumentException(unknown(request.adapter()));
    }
    return index + 1;
  }

  private String unknown(String name) {
    return "no adapter '%s' is loaded; loaded are %s".formatted(name, adapters.keySet());
  }

  /** Equal for equal configuration and weights; adapters do not count. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The model's sizes. */
  public ModelConfig config() {
    return config;
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  TorchNetwork network() {
    return network;
  }

  @Override
  public synchronized void close() {
    tokenizer.close();
    network.close();
  }
}
