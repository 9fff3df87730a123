package dev.swath.vlm;

import dev.swath.vlm.decoding.DecodingEngine;
import dev.swath.vlm.decoding.DecodingLimits;
import dev.swath.vlm.decoding.DecodingStats;
import dev.swath.vlm.decoding.LoadedAdapter;
import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The language model with the projector in front of it and LoRA adapters beside it. Thread-safe:
 * what several threads ask is decoded together, and adapters come and go meanwhile.
 */
public final class LanguageModel implements AutoCloseable {

  private final ModelConfig config;
  private final String fingerprint;
  private final Tokenizer tokenizer;
  private final TorchNetwork network;
  private final DecodingEngine engine;
  private final Map<String, LoadedAdapter> adapters = new LinkedHashMap<>();
  private int nextAdapter;

  private LanguageModel(
      ModelConfig config,
      String fingerprint,
      Tokenizer tokenizer,
      TorchNetwork network,
      DecodingLimits limits) {
    this.config = config;
    this.fingerprint = fingerprint;
    this.tokenizer = tokenizer;
    this.network = network;
    this.engine = new DecodingEngine(network, config, tokenizer, limits);
  }

  /** Loads a model that decodes within the usual limits. */
  public static LanguageModel load(ModelFolder folder) {
    return load(folder, DecodingLimits.DEFAULT);
  }

  /** Loads a model with its weights as they are. */
  public static LanguageModel load(ModelFolder folder, DecodingLimits limits) {
    return load(folder, limits, WeightForm.FULL);
  }

  /**
   * Loads language model and projector; no adapter.
   *
   * @throws WeightsException if a weight is missing, left over or has another shape
   */
  public static LanguageModel load(ModelFolder folder, DecodingLimits limits, WeightForm form) {
    ModelConfig config = folder.config();
    TorchNetwork network =
        TorchNetwork.load(
            LanguageNetwork.object(config.language(), Torch.half(), form.int8(config.language())),
            Torch.device());
    try {
      LanguageNetwork.load(network, folder);
      Tokenizer tokenizer = Tokenizer.open(folder.language(), config.language().bos());
      return new LanguageModel(config, folder.languageFingerprint(), tokenizer, network, limits);
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
      LoadedAdapter adapter = new LoadedAdapter(nextAdapter++, files.scale());
      add(adapter, files);
      LoadedAdapter before = adapters.put(name, adapter);
      if (before != null) {
        engine.drop(before);
      }
    } catch (IOException e) {
      throw new WeightsException("cannot read the adapter in " + folder + ": " + e);
    }
  }

  /** Weight by weight, so that decoding goes on in between. */
  private void add(LoadedAdapter adapter, AdapterFolder folder) throws IOException {
    try (WeightFiles files = AdapterFolder.weights(folder.folder())) {
      for (Map.Entry<String, String> weight : folder.names().entrySet()) {
        String as = adapter.id() + "." + weight.getKey();
        engine.between(() -> add(files, weight.getValue(), as));
      }
    } catch (UncheckedIOException e) {
      engine.drop(adapter);
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      engine.drop(adapter);
      throw e;
    }
  }

  private void add(WeightFiles files, String name, String as) {
    try {
      WeightBinder.add(() -> network.call("add_adapter"), files, name, as);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unloads an adapter; a name that is not loaded is an error. What it answers now is finished. */
  public synchronized void unloadAdapter(String name) {
    LoadedAdapter adapter = adapters.remove(name);
    if (adapter == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    engine.drop(adapter);
  }

  /** The names of the loaded adapters. */
  public synchronized Set<String> adapters() {
    return new TreeSet<>(adapters.keySet());
  }

  /**
   * Decodes requests of any length, number of images and adapter together; each gets the tokens
   * that it would get alone.
   *
   * @throws IllegalArgumentException if a request names an adapter that is not loaded, has fewer
   *     images than its prompt, feature maps of another encoder's shape, or is too long
   */
  public List<Completion> generate(List<GenerationRequest> requests) {
    return generate(requests, Collections.nCopies(requests.size(), ""));
  }

  /**
   * The same for requests of several lanes.
   *
   * @param lanes of each request, see {@link #submit}
   */
  public List<Completion> generate(List<GenerationRequest> requests, List<String> lanes) {
    List<CompletableFuture<Completion>> answers = submit(requests, lanes);
    try {
      return answers.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      answers.forEach(answer -> answer.cancel(false));
    }
  }

  /**
   * The same without waiting. Cancelling an answer frees its place.
   *
   * @param lanes of each request; lanes take turns, so that many requests of one kind do not hold
   *     up few of another
   */
  public synchronized List<CompletableFuture<Completion>> submit(
      List<GenerationRequest> requests, List<String> lanes) {
    return engine.submit(requests, this::adapter, lanes);
  }

  /** Whether it still decodes; not when it was closed, nor when a failure has ended it. */
  public boolean isOpen() {
    return engine.isOpen();
  }

  /** What has been decoded since the start, and what is being decoded. */
  public DecodingStats stats() {
    return engine.stats();
  }

  private LoadedAdapter adapter(GenerationRequest request) {
    if (request.adapter().isEmpty()) {
      return LoadedAdapter.NONE;
    }
    LoadedAdapter adapter = adapters.get(request.adapter());
    if (adapter == null) {
      throw new IllegalArgumentException(unknown(request.adapter()));
    }
    return adapter;
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
    engine.close();
    tokenizer.close();
    network.close();
  }
}
