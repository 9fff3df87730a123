package dev.swath.vlm.decoding;

/** What a row of the cache holds. Not thread-safe. */
final class Row {

  private final Job job;
  private int prefilled;
  private boolean ended;
  private long used;

  /**
   * @param prefilled how many places of the prompt have keys and values already
   */
  Row(Job job, int prefilled) {
    this.job = job;
    this.prefilled = prefilled;
  }

  Job job() {
    return job;
  }

  int prefilled() {
    return prefilled;
  }

  /** Prompt tokens that are still to be taken in. */
  int missing() {
    return job.tokens().length() - prefilled;
  }

  /** Where the next chunk ends: within the budget, but behind an image that it begins. */
  int chunkEnd(int budget) {
    int end = prefilled + Math.min(budget, missing());
    return job.tokens().behindImage(end);
  }

  void prefill(int end) {
    prefilled = end;
  }

  /** Where the next token of the answer goes. */
  int position() {
    return job.tokens().length() + job.answer().length() - 1;
  }

  /** Places that hold keys and values worth keeping. */
  int length() {
    return ended || missing() > 0 ? prefilled : job.tokens().length() + job.answer().length();
  }

  /** How much of a prompt it could give by what it holds now. */
  int gives(Job other) {
    RequestTokens wanted = other.tokens();
    int most = Math.min(Math.min(prefilled, job.shared(other)), wanted.length() - 1);
    return wanted.beforeImage(most);
  }

  /** How many places hold the same in both: what begins their prompts, as far as it is taken in. */
  int same(Row other) {
    return Math.min(Math.min(prefilled, other.prefilled), job.shared(other.job));
  }

  /** No more is decoded; what it holds of its prompt may serve others. */
  void end(long step) {
    ended = true;
    use(step);
  }

  /** When it was last of use, in steps. */
  long used() {
    return used;
  }

  void use(long step) {
    used = step;
  }
}
