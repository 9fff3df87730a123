package dev.swath.vlm;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.util.Arrays;

/**
 * Decoding the slow, obvious way: for every token the whole sequence goes through the network, one
 * row, no cache.
 */
final class SlowDecoder {

  private final LanguageModel model;

  SlowDecoder(LanguageModel model) {
    this.model = model;
  }

  /**
   * Greedy decoding.
   *
   * @param slot the adapter's, in the order of loading, 0 for none
   */
  Completion greedy(GenerationRequest request, int slot) {
    int[] tokens = new int[0];
    double sum = 0;
    while (tokens.length < request.maxNewTokens()) {
      double[] scores = logProbabilities(request, tokens, slot);
      int best = 0;
      for (int token = 1; token < scores.length; token++) {
        best = scores[token] > scores[best] ? token : best;
      }
      sum += scores[best];
      if (best == model.config().language().eos()) {
        return new Completion("", tokens, sum / (tokens.length + 1), true);
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = best;
    }
    return new Completion("", tokens, sum / tokens.length, false);
  }

  /** The mean log-probability of an answer that the model ended itself. */
  double confidence(GenerationRequest request, int[] answer, int slot) {
    double sum = 0;
    for (int i = 0; i <= answer.length; i++) {
      int token = i < answer.length ? answer[i] : model.config().language().eos();
      sum += logProbabilities(request, Arrays.copyOf(answer, i), slot)[token];
    }
    return sum / (answer.length + 1);
  }

  /** Of every next token behind the prompt and the answer's first tokens. */
  double[] logProbabilities(GenerationRequest request, int[] answer, int slot) {
    RequestTokens prompt = RequestTokens.of(request, model.tokenizer(), model.config());
    int length = prompt.ids().length + answer.length;
    long[] ids = Arrays.copyOf(prompt.ids(), length);
    for (int i = 0; i < answer.length; i++) {
      ids[prompt.ids().length + i] = answer[i];
    }
    Floats images =
        prompt.images().isEmpty()
            ? new Floats(new long[3], new float[0])
            : FeatureMap.stack(prompt.images());
    Floats embedded;
    try (TorchCall call = model.network().call("embed")) {
      embedded =
          call.longs(ids, 1, length)
              .floats(images.values(), images.shape())
              .longs(prompt.places(), prompt.places().length)
              .runFloats();
    }
    try (TorchCall call = model.network().call("logits")) {
      call.floats(embedded.values(), embedded.shape()).longs(new long[] {slot}, 1);
      float[] logits = call.flag(slot > 0).runFloats().values();
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
}
