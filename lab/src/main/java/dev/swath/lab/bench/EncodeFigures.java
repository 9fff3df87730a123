package dev.swath.lab.bench;

import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.train.CompactModel;
import dev.swath.lab.train.NetworkFlops;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.List;

/** How near the vision encoder comes to the machine's matrix rate. */
final class EncodeFigures {

  /** As large as ViT-B/16 at 224 pixels. */
  static final ModelConfig.Vision VIT_B = new ModelConfig.Vision(768, 3072, 12, 12, 224, 16, 1e-6);

  private static final Goal GOAL = Goal.atLeast(0.8);

  private EncodeFigures() {}

  static List<Figure> measure(Machine machine) {
    return List.of(
        measure("encode, compact model, 64 images", CompactModel.CONFIG.vision(), 64, machine),
        measure("encode, ViT-B/16 at 224, 8 images", VIT_B, 8, machine));
  }

  private static Figure measure(
      String name, ModelConfig.Vision config, int images, Machine machine) {
    try (TorchNetwork network = new RandomWeights(1).encoder(config)) {
      int size = config.imageSize();
      float[] pixels = new float[images * 3 * size * size];
      double seconds =
          Timing.median(
              2,
              7,
              () -> {
                try (TorchCall call = network.call("features")) {
                  call.floats(pixels, images, 3, size, size).runFloats();
                }
              });
      double flops = NetworkFlops.siglip(config, images, config.tokens()) / seconds;
      return Figure.of(
              name,
              "fp32 matrix rate",
              Machine.gigaflops(flops),
              machine.matrixRate(),
              flops / machine.flops(),
              GOAL)
          .noting("%.1f images/s".formatted(images / seconds));
    }
  }
}
