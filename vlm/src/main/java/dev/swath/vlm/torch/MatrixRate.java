package dev.swath.vlm.torch;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How fast this process multiplies matrices, with the threads that it has: the most that training
 * could reach.
 */
public final class MatrixRate {

  private static final int SIDE = 1024;
  private static final int WARM_UP = 3;
  private static final int MOST_PRODUCTS = 100;
  private static final double MOST_SECONDS = 1;

  private MatrixRate() {}

  /**
   * Floating point operations a second of 1024 x 1024 x 1024 products, 2 n^3 each: the median of
   * several, for about a second at the most on a machine that does a product in a quarter of one.
   * Not the best: what others take of the machine is missing in whatever is held against this, too.
   */
  public static double measure() {
    return measure(SIDE, false);
  }

  /**
   * The same of other products.
   *
   * @param side of the matrices
   * @param half whether they are in bf16
   */
  public static double measure(int side, boolean half) {
    TorchObject object = TorchObject.of("matrix_rate", "MatrixRate").with("sides", List.of());
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device())) {
      float[] values = new float[side * side];
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble() - 0.5f;
      }
      try (TorchCall call = network.call("bind")) {
        call.floats(values, side, side).flag(half).run();
      }
      // The first products also find memory and start threads.
      for (int i = 0; i < WARM_UP; i++) {
        product(network);
      }
      double[] seconds = new double[MOST_PRODUCTS];
      double all = 0;
      int products = 0;
      while (products < MOST_PRODUCTS && (products == 0 || all < MOST_SECONDS)) {
        seconds[products] = product(network);
        all += seconds[products++];
      }
      Arrays.sort(seconds, 0, products);
      return 2.0 * side * side * side / seconds[products / 2];
    }
  }

  private static double product(TorchNetwork network) {
    try (TorchCall call = network.call("product")) {
      long from = System.nanoTime();
      call.runReal();
      return (System.nanoTime() - from) * 1e-9;
    }
  }
}
