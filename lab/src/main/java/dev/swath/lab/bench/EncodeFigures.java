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

  private EncodeFigures() {}

  static List<Figure> measure(Shape shape, Machine machine) {
    return shape.encoders().stream().map(encoder -> measure(encoder, machine)).toList();
  }

  private static Figure measure(Shape.Encoder encoder, Machine machine) {
    try (TorchNetwork network = new RandomWeights(1).encoder(encoder.config())) {
      int size = encoder.config().imageSize();
      int images = encoder.images();
      ByteBuffer rgb = ByteBuffer.allocateDirect(images * 3 * size * size);
      double seconds = Timing.median(2, 7, () -> packed(network, rgb, images, size));
      double flops =
          NetworkFlops.siglip(encoder.config(), images, encoder.config().tokens()) / seconds;
      return Figure.of(
              "encode, %s, %d images".formatted(encoder.name(), images),
              machine.matrixRateName(),
              Machine.gigaflops(flops),
              machine.matrixRate(),
              flops / machine.flops(),
              GOAL)
          .noting("%.1f images/s".formatted(images / seconds));
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
