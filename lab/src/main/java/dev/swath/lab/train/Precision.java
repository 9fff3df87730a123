package dev.swath.lab.train;

import dev.swath.vlm.torch.Torch;
import java.util.Locale;

/**
 * In what numbers training computes on the CPU. Weights that are trained and the optimizer's state
 * are fp32 in any case.
 */
public enum Precision {
  /** fp32. */
  FULL,
  /** bf16; a hundred times slower on a CPU without instructions for it. */
  HALF,
  /** Whichever this machine multiplies matrices faster in. */
  FASTEST;

  /** About the sides of the compact model's products when a batch is computed. */
  private static final int SIDE = 768;

  /** Conversions between the two cost something too. */
  private static final double WORTH_IT = 1.5;

  /**
   * Sets it for the process; before the first network is loaded. On a GPU bf16 is computed anyway.
   *
   * @return what was decided and why, for the user
   */
  public String apply() {
    if (Torch.device().isGpu() || this != FASTEST) {
      Torch.setHalfOnCpu(this == HALF);
      return Torch.half() ? "computing in bf16" : "computing in fp32";
    }
    double full = MatrixRate.measure(SIDE, false);
    double half = MatrixRate.measure(SIDE, true);
    Torch.setHalfOnCpu(half > WORTH_IT * full);
    return "computing in %s: this machine multiplies at %.0f GFLOP/s in fp32 and %.0f in bf16"
        .formatted(Torch.half() ? "bf16" : "fp32", full / 1e9, half / 1e9);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
