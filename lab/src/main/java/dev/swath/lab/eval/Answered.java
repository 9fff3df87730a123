package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import java.util.Optional;

/**
 * An example and what was answered.
 *
 * @param clue the base model's, if it was asked for
 * @param without the answer to the prompt without clue, if it was asked for
 * @param with the answer to the prompt with it
 * @param failure why there is no answer, if there is none
 */
public record Answered(
    Example example,
    Optional<String> clue,
    Optional<Reply> without,
    Optional<Reply> with,
    Optional<String> failure) {

  /**
   * One answer.
   *
   * @param logProbability mean of the tokens', as the model gives it, not calibrated
   */
  public record Reply(String text, double logProbability) {}

  static Answered failed(Example example, String reason) {
    return new Answered(
        example, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  /** The answer with or without clue. */
  public Optional<Reply> reply(boolean clue) {
    return clue ? with : without;
  }
}
