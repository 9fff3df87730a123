package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import java.util.List;

/**
 * What is learnt, epoch by epoch. Epochs may differ in order and wording, not in how often each
 * image comes, and are a function of their number alone.
 */
@FunctionalInterface
public interface Mixture {

  /**
   * @param epoch from 0
   * @return the entries; an example that comes several times is in it several times
   */
  List<Example> epoch(int epoch);

  /** The same in every epoch. */
  static Mixture of(List<Example> examples) {
    List<Example> all = List.copyOf(examples);
    return epoch -> all;
  }
}
