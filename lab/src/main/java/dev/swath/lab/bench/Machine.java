package dev.swath.lab.bench;

import dev.swath.lab.train.MatrixRate;
import java.util.Locale;

/**
 * What the machine itself can do, measured in this process with its threads.
 *
 * @param flops floating point operations a second of 1024 x 1024 x 1024 fp32 matrix products
 * @param bytes read from memory a second
 */
record Machine(double flops, double bytes) {

  static Machine measure() {
    return new Machine(MatrixRate.measure(), ReadRate.measure());
  }

  String matrixRate() {
    return gigaflops(flops);
  }

  String readRate() {
    return gigabytes(bytes);
  }

  static String gigaflops(double flops) {
    return String.format(Locale.ROOT, "%.1f GFLOP/s", flops / 1e9);
  }

  static String gigabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f GB/s", bytes / 1e9);
  }
}
