package dev.swath.lab.bench;

import dev.swath.vlm.torch.MatrixRate;
import dev.swath.vlm.torch.Torch;
import java.util.Locale;

/**
 * What the machine itself can do, measured in this process with its threads. A machine that others
 * use too is not always as fast: each figure has its rate measured beside it.
 *
 * @param kind the type of the numbers that are multiplied: fp32 on a CPU, bf16 on a GPU
 * @param flops measures the floating point operations a second of products of square matrices
 * @param bytes measures the bytes read from memory a second
 */
record Machine(
    String kind, Pairs.Rate<RuntimeException> flops, Pairs.Rate<RuntimeException> bytes) {

  private static final int CPU_SIDE = 1024;

  /** A GPU is done with smaller products before the next one is asked for. */
  private static final int GPU_SIDE = 8192;

  static Machine here() {
    boolean half = Torch.half();
    int side = Torch.device().isGpu() ? GPU_SIDE : CPU_SIDE;
    return new Machine(
        half ? "bf16" : "fp32", () -> MatrixRate.measure(side, half), ReadRate::measure);
  }

  /** Such as "fp32 matrix rate". */
  String matrixRateName() {
    return kind + " matrix rate";
  }

  static String gigaflops(double flops) {
    return String.format(Locale.ROOT, "%.1f GFLOP/s", flops / 1e9);
  }

  static String gigabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f GB/s", bytes / 1e9);
  }
}
