package dev.swath.lab.bench;

import dev.swath.lab.train.NetworkFlops;
import dev.swath.lab.train.PublishedConfig;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.decoding.DecodingEngine;
import dev.swath.vlm.decoding.DecodingLimits;
import dev.swath.vlm.decoding.LoadedAdapter;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A language model with random weights, that never ends an answer by itself. Its words are the
 * compact model's; which words they are makes no difference to its speed.
 */
final class RandomModel implements AutoCloseable {

  private static final int ADAPTER_RANK = 16;

  private final Path folder;
  private final ModelConfig config;
  private final TorchNetwork network;
  private final Tokenizer tokenizer;
  private final SplittableRandom random = new SplittableRandom(1);

  /**
   * @param model the folder of the compact model, for its tokenizer
   * @param int8 whether the weights are kept in int8
   */
  RandomModel(Path model, ModelConfig config, boolean int8) throws IOException {
    this.folder = model.resolve("llm");
    this.config = config;
    this.tokenizer = Tokenizer.open(folder, config.language().bos());
    this.network = new RandomWeights(2).language(config, int8);
  }

  List<LoadedAdapter> adapters(int count) {
    List<LoadedAdapter> adapters = new ArrayList<>();
    RandomWeights weights = new RandomWeights(3);
    for (int id = 0; id < count; id++) {
      adapters.add(weights.adapter(network, config.language(), id, ADAPTER_RANK));
    }
    return adapters;
  }

  /** One engine at a time. */
  DecodingEngine engine(DecodingLimits limits) {
    return new DecodingEngine(network, config, tokenizer, limits);
  }

  /** A prompt of exactly so many tokens, unlike all others from its first words on. */
  GenerationRequest request(int promptTokens, int answerTokens) {
    return request(new Prompt(List.of(text(promptTokens))), List.of(), answerTokens);
  }

  /** A question of exactly so many tokens on an image. */
  GenerationRequest question(FeatureMap image, int questionTokens, int answerTokens) {
    return request(
        new Prompt(List.of(new Prompt.Image(0), text(questionTokens))),
        List.of(image),
        answerTokens);
  }

  private static GenerationRequest request(
      Prompt prompt, List<FeatureMap> images, int answerTokens) {
    return GenerationRequest.greedy(prompt, images, "", List.of(), answerTokens);
  }

  private Prompt.Text text(int tokens) {
    StringBuilder text = new StringBuilder();
    while (length(text) < tokens) {
      text.append((char) ('a' + random.nextInt(26))).append(' ');
    }
    while (length(text) > tokens) {
      text.setLength(text.length() - 1);
    }
    if (length(text) != tokens) {
      throw new IllegalStateException("no text of " + tokens + " tokens: '" + text + "'");
    }
    return new Prompt.Text(text.toString());
  }

  private int length(CharSequence text) {
    return tokenizer.encode(new Prompt(List.of(new Prompt.Text(text.toString())))).length;
  }

  /** A request's prompt as numbers. */
  int[] tokens(GenerationRequest request) {
    return tokenizer.encode(request.prompt());
  }

  /** An image's features; no two are alike. */
  FeatureMap image() {
    ModelConfig.Vision vision = config.vision();
    float[] values = new float[vision.tokens() * vision.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return new FeatureMap(vision.tokens(), vision.width(), values);
  }

  /** Writes the language model with its tokenizer as others read it, weights in F32. */
  void write(Path to) throws IOException {
    RandomWeights.write(to, PublishedConfig.language(config.language()), network);
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(folder.resolve(file), to.resolve(file));
    }
  }

  /** Decodes all together and waits. */
  static List<Completion> decode(
      DecodingEngine engine,
      List<GenerationRequest> requests,
      Function<GenerationRequest, LoadedAdapter> adapter) {
    List<CompletableFuture<Completion>> answers =
        engine.submit(requests, adapter, Collections.nCopies(requests.size(), ""));
    return answers.stream().map(CompletableFuture::join).toList();
  }

  static List<Completion> decode(DecodingEngine engine, List<GenerationRequest> requests) {
    return decode(engine, requests, request -> LoadedAdapter.NONE);
  }

  /** Bytes of weights that a decode step reads: all but the embeddings that only look up. */
  double weightBytes() {
    ModelConfig.Language c = config.language();
    double layer = 4.0 * c.width() * c.width() + 3.0 * c.width() * c.mlpWidth();
    return Float.BYTES * (c.layers() * layer + (double) c.vocabulary() * c.width());
  }

  /** Floating point operations of a prefill of rows of equally many tokens. */
  double prefillFlops(int rows, int tokens) {
    // The last token of each row alone tells a next one
    ModelConfig.Language language = config.language();
    return NetworkFlops.llamaMatrices(language, (double) rows * tokens, rows)
        + NetworkFlops.llamaAttention(language, rows, tokens)
        + NetworkFlops.llamaHead(language, rows);
  }

  @Override
  public void close() {
    tokenizer.close();
    network.close();
  }
}
