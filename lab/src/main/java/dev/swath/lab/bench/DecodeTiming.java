package dev.swath.lab.bench;

import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.decoding.DecodingEngine;
import java.util.List;
import java.util.stream.IntStream;

/** How long a random model's answers take, and their steps. */
record DecodeTiming(RandomModel model) {

  /** Tokens of a prompt whose answer's steps are timed. */
  static final int PROMPT = 16;

  /** Steps of an answer that are timed. */
  static final int ANSWER = 32;

  static final int REPETITIONS = 3;

  /**
   * Seconds of rows decoded together, the median of several times. Every repetition has prompts of
   * its own, so that nothing is in the cache.
   */
  double seconds(DecodingEngine engine, int rows, int promptTokens, int answerTokens) {
    double[] seconds = new double[REPETITIONS];
    for (int i = -1; i < REPETITIONS; i++) {
      List<GenerationRequest> requests = requests(rows, promptTokens, answerTokens);
      double once = Timing.once(() -> RandomModel.decode(engine, requests));
      if (i >= 0) {
        seconds[i] = once;
      }
    }
    return Timing.median(seconds);
  }

  /** What is left of an answer's time, by step, when its prefill and first token are taken off. */
  double stepSeconds(DecodingEngine engine, int rows) {
    double all = seconds(engine, rows, PROMPT, 1 + ANSWER);
    double first = seconds(engine, rows, PROMPT, 1);
    return (all - first) / ANSWER;
  }

  /** No two prompts are alike. */
  List<GenerationRequest> requests(int rows, int promptTokens, int answerTokens) {
    return IntStream.range(0, rows)
        .mapToObj(i -> model.request(promptTokens, answerTokens))
        .toList();
  }
}
