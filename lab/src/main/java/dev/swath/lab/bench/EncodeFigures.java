package dev.swath.lab.bench;

import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.train.NetworkFlops;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.nio.ByteBuffer;
import java.util.List;

/** How near the vision encoder comes to the machine's matrix rate. */
final class EncodeFigures {

  private static final Goal GOAL = Goal.atLeast(0.8);
  private static final int PASSES = 3;

  /** From this width on, the products of an encoder are as fast as those of square matrices. */
  private static final int WIDE = 512;

  private static final String NARROW =
      "Products of so narrow matrices (width 192) reach about 0.8 of the rate of 1024^3 by themselves. By perf (with oneDNN's products), GELU,"
          + " norms, residuals and attention's softmax take a fifth of the time, and a tenth is threads that wait for"
          + " each other between small steps. About a thousand tokens at a time and GELU in vectorised steps brought"
          + " 0.46 to 0.59; weights reordered by oneDNN would bring 0.64, and be a second form of the weights. The next"
          + " step would be a thread for an image instead of all threads for a step.";

  private EncodeFigures() {}

  static List<Figure> measure(Shape shape, Machine machine) {
    return shape.encoders().stream().map(encoder -> measure(encoder, machine)).toList();
  }

  private static Figure measure(Shape.Encoder encoder, Machine machine) {
    try (TorchNetwork network = new RandomWeights(1).encoder(encoder.config())) {
      int size = encoder.config().imageSize();
      int images = encoder.images();
      ByteBuffer rgb = ByteBuffer.allocateDirect(images * 3 * size * size);
      double work = NetworkFlops.siglip(encoder.config(), images, encoder.config().tokens());
      Pairs flops =
          Pairs.measure(
              () -> work / Timing.median(1, PASSES, () -> packed(network, rgb, images, size)),
              machine.flops());
      Figure figure =
          Figure.of(
                  "encode, %s, %d images".formatted(encoder.name(), images),
                  machine.matrixRateName(),
                  Machine.gigaflops(flops.own()),
                  Machine.gigaflops(flops.other()),
                  flops.ratio(),
                  GOAL)
              .noting("%.1f images/s".formatted(images * flops.own() / work));
      return encoder.config().width() < WIDE ? figure.limitedBy(NARROW) : figure;
    }
  }

  /** As the encoder service asks for it: images in 8 bits in, features in bf16 out. */
  private static void packed(TorchNetwork network, ByteBuffer rgb, int images, int size) {
    try (TorchCall call = network.call("packed")) {
      call.bytes(rgb.duplicate()).integer(images).integer(size).flag(false).runPacked();
    }
  }

  /**
   * Seconds of a forward pass, the median of several.
   *
   * @param pixels [images, 3, size, size]
   */
  static double seconds(TorchNetwork network, float[] pixels, int images, int size) {
    return Timing.median(2, 7, () -> features(network, pixels, images, size));
  }

  /** [images, tokens, width]. */
  static float[] features(TorchNetwork network, float[] pixels, int images, int size) {
    try (TorchCall call = network.call("features")) {
      return call.floats(pixels, images, 3, size, size).runFloats().values();
    }
  }
}
