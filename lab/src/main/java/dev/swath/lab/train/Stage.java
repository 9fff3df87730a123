package dev.swath.lab.train;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import java.util.Map;

/** One stage of training: a network with a {@code step} method, its first weights, its batches. */
public interface Stage {

  /** The network, without weights. */
  TorchObject network();

  /** The weights that training begins with, by name. */
  Map<String, Floats> initialWeights();

  int samplesPerStep();

  /** Adds the batch of a step to a call; depends on the step's number alone. */
  void step(TorchCall call, long step);

  /** A score for the progress line, which says what it is measured on. */
  String evaluate(TrainingRun run, int most);

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
