package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import java.util.Optional;

/** The clue in the prompt of an example, the same in every epoch. */
@FunctionalInterface
public interface Clues {

  Optional<String> of(Example example);

  /** No clues. */
  static Clues none() {
    return example -> Optional.empty();
  }
}
