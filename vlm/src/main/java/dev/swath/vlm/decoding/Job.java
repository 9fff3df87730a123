package dev.swath.vlm.decoding;

import dev.swath.vlm.Completion;
import java.util.concurrent.CompletableFuture;

/**
 * A request on its way to its answer.
 *
 * @param result completed when the answer has ended; whoever waits may cancel it
 */
record Job(
    RequestTokens tokens,
    LoadedAdapter adapter,
    Answer answer,
    CompletableFuture<Completion> result) {

  /** Whether nobody waits for it any more. */
  boolean dropped() {
    return result.isDone();
  }

  /** How many places from the beginning on have the same keys and values in both. */
  int shared(Job other) {
    return adapter.equals(other.adapter) ? tokens.shared(other.tokens) : 0;
  }
}
