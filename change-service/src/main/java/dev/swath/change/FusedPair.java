package dev.swath.change;

import dev.swath.contracts.v1.VisualTokens;

/**
 * A pair that has been fused, and the traces of its scenes.
 *
 * @param newer the traceparent of the later acquisition, whose trace the pair is of
 * @param older that of the earlier one; empty if it is not known
 */
record FusedPair(VisualTokens tokens, String newer, String older) {

  /**
   * @param hop that of the message which made the pair: for an acquisition that was kept without
   *     its trace
   */
  static FusedPair of(ChangeTokens.Request request, VisualTokens tokens, String hop) {
    String newer = request.after().getTraceparent();
    return new FusedPair(tokens, newer.isEmpty() ? hop : newer, request.before().getTraceparent());
  }
}
