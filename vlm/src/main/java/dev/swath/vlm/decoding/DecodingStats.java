package dev.swath.vlm.decoding;

/**
 * What has been decoded, and what is.
 *
 * @param steps calls of the network so far
 * @param promptTokens that were computed
 * @param sharedTokens prompt tokens that were in the cache already
 * @param answerTokens that were computed
 * @param running requests that have a row of the cache
 * @param waiting requests that wait for one
 */
public record DecodingStats(
    long steps, long promptTokens, long sharedTokens, long answerTokens, int running, int waiting) {

  static final DecodingStats NONE = new DecodingStats(0, 0, 0, 0, 0, 0);

  /** The same for those who watch: another record, which this package does not know. */
  @FunctionalInterface
  public interface View<T> {
    T of(
        long steps,
        long promptTokens,
        long sharedTokens,
        long answerTokens,
        int running,
        int waiting);
  }

  /**
   * @param view the constructor of the other record
   */
  public <T> T as(View<T> view) {
    return view.of(steps, promptTokens, sharedTokens, answerTokens, running, waiting);
  }

  DecodingStats withStep(int promptTokens, int answerTokens) {
    return new DecodingStats(
        steps + 1,
        this.promptTokens + promptTokens,
        sharedTokens,
        this.answerTokens + answerTokens,
        running,
        waiting);
  }

  DecodingStats withShared(int tokens) {
    return new DecodingStats(
        steps, promptTokens, sharedTokens + tokens, answerTokens, running, waiting);
  }

  DecodingStats withRequests(int running, int waiting) {
    return new DecodingStats(steps, promptTokens, sharedTokens, answerTokens, running, waiting);
  }
}
