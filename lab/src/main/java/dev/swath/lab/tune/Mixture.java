package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import java.util.List;

/**
 * What is learnt, epoch by epoch, and what it is measured on. Epochs may differ in order and
 * wording, not in how often each image comes, and are a function of their number alone.
 */
public interface Mixture {

  /**
   * @param epoch from 0
   * @return the entries; an example that comes several times is in it several times
   */
  List<Example> epoch(int epoch);

  /** Examples of other images than those that are learnt, in no order; may be empty. */
  List<Example> heldOut();

  /** The same in every epoch. */
  static Mixture of(List<Example> examples, List<Example> heldOut) {
    return new Fixed(examples, heldOut);
  }

  /** A mixture of a single epoch's entries. */
  record Fixed(List<Example> examples, List<Example> heldOut) implements Mixture {

    public Fixed {
      examples = List.copyOf(examples);
      heldOut = List.copyOf(heldOut);
    }

    @Override
    public List<Example> epoch(int epoch) {
      return examples;
    }
  }
}
