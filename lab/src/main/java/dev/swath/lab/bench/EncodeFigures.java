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
      "By a profile of its operators 71 % of the time are products (half of it the first of the MLP, with its bias and"
          + " GELU in it), which so narrow (width 192) reach about 0.8 of the rate of 1024^3 by themselves; 7 %"
          + " attention, 4 % biases of queries, keys and values laid out before their product, 3 % norms, 2 % residuals"
          + " and biases of the others, 2 % pixels. What follows a product finds its numbers in the other core's cache: a"
          + " step that takes 0.1 ms on numbers that are near takes up to 0.9. One thread alone reaches 0.65 of its rate,"
          + " by parts of 256 or 1024 tokens alike, so that a thread an image would not help. About a thousand tokens at a"
          + " time, and oneDNN's product with bias and GELU, brought 0.46 to 0.70; the same for the other products gained"
          + " nothing, residuals that are added within products and pixels that are looked up a hundredth each. The next"
          + " step would be one kernel for a layer.";

  private static final String BROAD =
      "By a profile of its operators 85 % of the time are products, at the rate of 1024^3 or above; 7 % attention, 3 %"
          + " biases laid out before a product, 2 % residuals, 1 % norms. These go through memory, which the square product"
          + " does not, so that a machine whose memory others use too reaches less.";

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
          Pairs.inTurn(
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
      return figure.limitedBy(encoder.config().width() < WIDE ? NARROW : BROAD);
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
