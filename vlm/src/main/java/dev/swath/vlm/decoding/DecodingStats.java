package dev.swath.vlm.decoding;

/**
 * What has been decoded so far.
 *
 * @param steps calls of the network
 * @param promptTokens that were computed
 * @param sharedTokens prompt tokens that were in the cache already
 * @param answerTokens that were computed
 */
public record DecodingStats(long steps, long promptTokens, long sharedTokens, long answerTokens) {

  static final DecodingStats NONE = new DecodingStats(0, 0, 0, 0);

  DecodingStats withStep(int promptTokens, int answerTokens) {
    return new DecodingStats(
        steps + 1,
        this.promptTokens + promptTokens,
        sharedTokens,
        this.answerTokens + answerTokens);
  }

  DecodingStats withShared(int tokens) {
    return new DecodingStats(steps, promptTokens, sharedTokens + tokens, answerTokens);
  }
}
