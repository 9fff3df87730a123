package dev.swath.vlm.decoding;

import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.text.AnswerTrie;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** One answer while it is decoded. Not thread-safe. */
final class Answer {

  private final GenerationRequest request;
  private final int eos;
  private final SplittableRandom random;
  private final IntStream.Builder tokens = IntStream.builder();
  private final int limit;
  private AnswerTrie allowed;
  private int[] all = {};
  private int count;
  private int lastToken;
  private int scored;
  private double logProbability;
  private boolean finished;

  Answer(RequestTokens request, int eos) {
    this.request = request.request();
    this.eos = eos;
    this.random = new SplittableRandom(this.request.seed());
    this.limit = request.limit();
    this.allowed = request.allowed().orElse(null);
  }

  boolean ended() {
    return finished || count >= limit;
  }

  /** The token that the next step takes. */
  int lastToken() {
    return lastToken;
  }

  /** Tokens so far. */
  int length() {
    return count;
  }

  /**
   * Whether the next token is the most likely one of all, so that the other logits do not matter.
   */
  boolean takesMostLikely() {
    return allowed == null && request.temperature() == 0;
  }

  /** Takes the next token from the logits [from, from + vocabulary). */
  void accept(float[] logits, int from, int vocabulary) {
    int token =
        request.temperature() > 0
            ? sample(logits, from, vocabulary)
            : best(logits, from, vocabulary);
    accept(token, logits[from + token] - logSum(logits, from, vocabulary));
  }

  /** Takes the next token, of that log-probability. */
  void accept(int token, double tokensLogProbability) {
    if (ended()) {
      return;
    }
    logProbability += tokensLogProbability;
    scored++;
    if (allowed != null) {
      allowed = allowed.after(token);
    }
    if (token == eos) {
      finished = true;
      return;
    }
    tokens.add(token);
    lastToken = token;
    count++;
  }

  private int best(float[] logits, int from, int vocabulary) {
    int best = -1;
    for (int token : candidates(vocabulary)) {
      if (best < 0 || logits[from + token] > logits[from + best]) {
        best = token;
      }
    }
    return best;
  }

  private int sample(float[] logits, int from, int vocabulary) {
    int[] candidates = candidates(vocabulary);
    double[] weights = new double[candidates.length];
    double largest = logits[from + best(logits, from, vocabulary)];
    double sum = 0;
    for (int i = 0; i < candidates.length; i++) {
      weights[i] = Math.exp((logits[from + candidates[i]] - largest) / request.temperature());
      sum += weights[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < candidates.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return candidates[i];
      }
    }
    return candidates[candidates.length - 1];
  }

  /** The tokens that may come next. */
  private int[] candidates(int vocabulary) {
    if (allowed != null) {
      return allowed.allowed();
    }
    if (all.length != vocabulary) {
      all = IntStream.range(0, vocabulary).toArray();
    }
    return all;
  }

  private static double logSum(float[] logits, int from, int vocabulary) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + vocabulary; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + vocabulary; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * @param words what tokens are as text
   */
  Completion completion(Function<int[], String> words) {
    int[] ids = tokens.build().toArray();
    // An allowed answer is given as it was asked for, though a tokenizer may have changed letters.
    String text =
        Optional.ofNullable(allowed)
            .flatMap(AnswerTrie::answer)
            .orElseGet(() -> words.apply(ids).strip());
    return new Completion(text, ids, logProbability / Math.max(1, scored), finished);
  }
}
