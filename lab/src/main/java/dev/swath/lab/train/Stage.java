package dev.swath.lab.train;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One stage of training: a network with a {@code step} method, its first weights, its batches.
 *
 * <p>The network's {@code step} takes the batch, the learning rate and the weight decay, changes
 * the weights, and returns [loss, global norm of the gradients before clipping].
 */
public interface Stage {

  /** The network, without weights. */
  TorchObject network();

  /** The weights that training begins with, by name. */
  Map<String, Floats> initialWeights();

  int samplesPerStep();

  /** Adds the batch of a step to a call; depends on the step's number alone. */
  void step(TorchCall call, long step);

  /**
   * A score for the progress line, which says what it is measured on. Hands the same figures to
   * {@link TrainingRun#score} for the journal.
   */
  String evaluate(TrainingRun run, int most);

  /**
   * Floating point operations that a step needs (see {@link NetworkFlops}), frozen networks that
   * run for its batch included. Asked when the step has run; 0 if they are not known.
   */
  default double flops(long step) {
    return 0;
  }

  /** What the batch of a step consists of, for a message about it; may be slow. */
  default String describe(long step) {
    return samplesPerStep() + " samples";
  }

  /**
   * How many times the samples have been gone through after so many steps, if that has a meaning.
   */
  default OptionalDouble epoch(long steps) {
    return OptionalDouble.empty();
  }

  /** The seed of weights and batches. */
  default OptionalLong seed() {
    return OptionalLong.empty();
  }

  /** A training network's object with the attributes that every one of them has. */
  static TorchObject trained(String file, String className) {
    TorchObject object =
        TorchObject.of(file, className).with("half", false).with("loaded", Map.of());
    for (String list : List.of("m", "v", "steps")) {
      object = object.with(list, List.of());
    }
    return object;
  }
}
