package dev.swath.vlm;

import dev.swath.vlm.torch.MatrixRate;
import dev.swath.vlm.torch.Torch;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In what numbers networks are computed on a CPU. Whatever it is, weights that are trained and
 * their optimizer's state are kept in fp32.
 */
public enum Precision {
  /** fp32. */
  FULL,
  /** bf16; a hundred times slower on a CPU without instructions for it. */
  HALF,
  /** Whichever this machine multiplies matrices faster in. */
  FASTEST;

  private static final Logger log = LoggerFactory.getLogger(Precision.class);

  /** About the sides of the compact model's products when a batch is computed. */
  private static final int SIDE = 768;

  /** Conversions between the two cost something too. */
  private static final double WORTH_IT = 1.5;

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Precision named(String name) {
    for (Precision precision : values()) {
      if (precision.toString().equals(name)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "networks are computed in full, half or fastest precision, not '%s'".formatted(name));
  }

  /** Sets the one of that name for the process and logs it: what a service does first. */
  public static void use(String name) {
    String decided = named(name).apply();
    log.info("{}", decided);
  }

  /**
   * Sets it for the process; before the first network is loaded. On a GPU bf16 is computed anyway.
   *
   * @return what was decided and why, for the user
   */
  public String apply() {
    if (Torch.device().isGpu()) {
      return "computing in bf16 on the GPU";
    }
    if (this != FASTEST) {
      Torch.setHalfOnCpu(this == HALF);
      return "computing in " + kind();
    }
    double full = MatrixRate.measure(SIDE, false);
    double half = MatrixRate.measure(SIDE, true);
    Torch.setHalfOnCpu(half > WORTH_IT * full);
    return "computing in %s: this machine multiplies at %.0f GFLOP/s in fp32 and %.0f in bf16"
        .formatted(kind(), full / 1e9, half / 1e9);
  }

  private static String kind() {
    return Torch.half() ? "bf16" : "fp32";
  }

  /** As it is named in settings and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
