package dev.swath.vlm;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the language model keeps the weights of its linear layers on a CPU. */
public enum WeightForm {
  /** As they are, in fp32. */
  FULL,
  /**
   * In int8 with a scale a row. A quarter of the memory; answers may differ, as weights are rounded
   * to 1/127 of the largest of their row, and the inputs of few tokens to bf16.
   */
  INT8,
  /** Whichever of the two is faster for few tokens on this machine; the log says which. */
  FASTEST;

  private static final Logger log = LoggerFactory.getLogger(WeightForm.class);

  /** Tokens in a step: of one answer, and of several. */
  private static final int[] TOKENS = {1, 4};

  private static final int TIMES = 20;
  private static final int REPETITIONS = 5;

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static WeightForm named(String name) {
    for (WeightForm form : values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
        return form;
      }
    }
    throw new IllegalArgumentException(
        "weights are kept full, int8 or fastest, not '%s'".formatted(name));
  }

  /** Whether a model of these sizes is to be loaded in int8. */
  boolean int8(ModelConfig.Language config) {
    if (Torch.device().isGpu()) {
      if (this != FULL) {
        log.info("int8 weights are for CPUs; on this GPU they are kept in bf16");
      }
      return false;
    }
    return this == INT8 || this == FASTEST && isFaster(config);
  }

  /** Measures the largest of the layers' matrices. */
  private static boolean isFaster(ModelConfig.Language config) {
    TorchObject object =
        TorchObject.of("linear_probe", "LinearProbe")
            .with("full", List.of())
            .with("narrow", List.of());
    try (TorchNetwork probe = TorchNetwork.load(object, Torch.device())) {
      try (TorchCall call = probe.call("bind")) {
        call.integer(2L * config.mlpWidth()).integer(config.width()).run();
      }
      double full = seconds(probe, false);
      double int8 = seconds(probe, true);
      boolean faster = int8 < full;
      log.info(
          "A layer of {} x {} takes {} ms in fp32 and {} ms in int8: weights are kept in {}",
          2 * config.mlpWidth(),
          config.width(),
          "%.3f".formatted(full * 1e3),
          "%.3f".formatted(int8 * 1e3),
          faster ? "int8" : "fp32");
      return faster;
    }
  }

  /** Of one product for each number of tokens together, the fastest of several times. */
  private static double seconds(TorchNetwork probe, boolean int8) {
    double sum = 0;
    for (int tokens : TOKENS) {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPETITIONS; i++) {
        long start = System.nanoTime();
        try (TorchCall call = probe.call("run")) {
          call.flag(int8).integer(tokens).integer(TIMES).runReal();
        }
        best = Math.min(best, (System.nanoTime() - start) * 1e-9 / TIMES);
      }
      sum += best;
    }
    return sum;
  }
}
