package dev.swath.vlm;

import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Decoding the slow, obvious way: for every token the whole sequence goes through a network of its
 * own, one row, no cache.
 */
public final class SlowDecoder implements AutoCloseable {

  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final TorchNetwork network;

  /**
   * @param adapters PEFT folders; the first is adapter 1
   */
  public SlowDecoder(ModelFolder folder, List<Path> adapters) throws IOException {
    config = folder.config();
    tokenizer = Tokenizer.open(folder.language(), config.language().bos());
    network = TorchNetwork.load(LanguageNetwork.object(config.language(), false), Torch.device());
    LanguageNetwork.load(network, folder);
    useAdapters(network, config.language(), adapters);
  }

  /** Loads adapters into a network and makes them ready. */
  public static void useAdapters(
      TorchNetwork network, ModelConfig.Language config, List<Path> adapters) throws IOException {
    long[] ids = new long[adapters.size()];
    double[] scales = new double[adapters.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
      scales[i] = addAdapter(network, config, adapters.get(i), i);
    }
    try (TorchCall call = network.call("use_adapters")) {
      call.integers(ids).reals(scales).run();
    }
  }

  /**
   * Loads an adapter into a network.
   *
   * @return its scale
   */
  public static double addAdapter(
      TorchNetwork network, ModelConfig.Language config, Path folder, int id) throws IOException {
    AdapterFolder adapter = AdapterFolder.open(folder, config);
    try (WeightFiles files = AdapterFolder.weights(folder)) {
      for (Map.Entry<String, String> weight : adapter.names().entrySet()) {
        WeightBinder.add(
            () -> network.call("add_adapter"),
            files,
            weight.getValue(),
            id + "." + weight.getKey());
      }
    }
    return adapter.scale();
  }

  /**
   * Greedy decoding.
   *
   * @param adapter 0 for none
   */
  public Completion greedy(GenerationRequest request, int adapter) {
    int[] tokens = new int[0];
    double sum = 0;
    while (tokens.length < request.maxNewTokens()) {
      double[] scores = logProbabilities(request, tokens, adapter);
      int best = 0;
      for (int token = 1; token < scores.length; token++) {
        best = scores[token] > scores[best] ? token : best;
      }
      sum += scores[best];
      if (best == config.language().eos()) {
        return new Completion("", tokens, sum / (tokens.length + 1), true);
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = best;
    }
    return new Completion("", tokens, sum / tokens.length, false);
  }

  /** The mean log-probability of an answer that the model ended itself. */
  double confidence(GenerationRequest request, int[] answer, int adapter) {
    double sum = 0;
    for (int i = 0; i <= answer.length; i++) {
      int token = i < answer.length ? answer[i] : config.language().eos();
      sum += logProbabilities(request, Arrays.copyOf(answer, i), adapter)[token];
    }
    return sum / (answer.length + 1);
  }

  /** Of every next token behind the prompt and the answer's first tokens. */
  double[] logProbabilities(GenerationRequest request, int[] answer, int adapter) {
    PromptTokens prompt = PromptTokens.of(request.prompt(), tokenizer, config.tokensPerImage());
    int length = prompt.ids().length + answer.length;
    long[] ids = Arrays.copyOf(prompt.ids(), length);
    for (int i = 0; i < answer.length; i++) {
      ids[prompt.ids().length + i] = answer[i];
    }
    List<FeatureMap> images =
        request.prompt().parts().stream()
            .filter(part -> part instanceof Prompt.Image)
            .map(part -> request.images().get(((Prompt.Image) part).index()))
            .toList();
    Floats features =
        images.isEmpty() ? new Floats(new long[3], new float[0]) : FeatureMap.stack(images);
    Floats embedded;
    try (TorchCall call = network.call("embed")) {
      embedded =
          call.longs(ids, length)
              .floats(features.values(), features.shape())
              .longs(prompt.places(), prompt.places().length)
              .runFloats();
    }
    try (TorchCall call = network.call("logits")) {
      call.floats(embedded.values(), embedded.shape()).integer(1).integer(adapter - 1);
      float[] logits = call.runFloats().values();
      int vocabulary = logits.length / length;
      return logSoftmax(Arrays.copyOfRange(logits, logits.length - vocabulary, logits.length));
    }
  }

  private static double[] logSoftmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    double[] result = new double[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = logits[i] - Math.log(sum);
    }
    return result;
  }

  @Override
  public void close() {
    tokenizer.close();
    network.close();
  }
}
