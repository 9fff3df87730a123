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

  /** Seconds of rows decoded together. Every time has prompts of its own: none is in the cache. */
  double seconds(DecodingEngine engine, int rows, int promptTokens, int answerTokens) {
    List<GenerationRequest> requests = requests(rows, promptTokens, answerTokens);
    return Timing.once(() -> RandomModel.decode(engine, requests));
  }

  /** What is left of an answer's time, by step, when its prefill and first token are taken off. */
  double stepSeconds(DecodingEngine engine, int rows) {
    double first = seconds(engine, rows, PROMPT, 1);
    double all = seconds(engine, rows, PROMPT, 1 + ANSWER);
    return (all - first) / ANSWER;
  }

  /** No two prompts are alike. */
  List<GenerationRequest> requests(int rows, int promptTokens, int answerTokens) {
    return IntStream.range(0, rows)
        .mapToObj(i -> model.request(promptTokens, answerTokens))
        .toList();
  }
}
