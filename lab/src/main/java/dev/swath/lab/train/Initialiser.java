package dev.swath.lab.train;

import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.WeightsException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** First weights: normal with 1 / sqrt(fan in), gains one, biases zero; the same for a seed. */
final class Initialiser {

  private static final double EMBEDDING_DEVIATION = 0.02;

  private Initialiser() {}

  /**
   * @param layers depth: outputs into the residual stream begin smaller by 1 / sqrt(2 layers)
   */
  static Map<String, Floats> random(Map<String, long[]> shapes, int layers, long seed) {
    Random random = new Random(seed);
    Map<String, Floats> weights = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          int size = 1;
          for (long side : shape) {
            size *= (int) side;
          }
          float[] values = new float[size];
          double deviation = deviation(name, shape, size, layers);
          for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
          }
          if (isGain(name, shape)) {
            Arrays.fill(values, 1);
          }
          weights.put(name, new Floats(shape, values));
        });
    return weights;
  }

  /**
   * The same, but with given weights where there are any.
   *
   * @throws WeightsException if one has another shape
   */
  static Map<String, Floats> from(
      Map<String, Floats> given, Map<String, long[]> shapes, int layers, long seed) {
    Map<String, Floats> weights = random(shapes, layers, seed);
    given.forEach(
        (name, tensor) -> {
          long[] shape = shapes.get(name);
          if (shape != null && !Arrays.equals(shape, tensor.shape())) {
            throw new WeightsException(
                "weight '%s' to begin with is %s, but this network's is %s"
                    .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
          }
          if (shape != null) {
            weights.put(name, tensor);
          }
        });
    return weights;
  }

  private static boolean isGain(String name, long[] shape) {
    return shape.length == 1 && name.endsWith(".weight");
  }

  private static double deviation(String name, long[] shape, int size, int layers) {
    if (shape.length == 1) {
      return 0;
    }
    if (name.contains("embedding.weight") && shape.length == 2 || name.contains("embed_tokens")) {
      return EMBEDDING_DEVIATION;
    }
    double deviation = 1 / Math.sqrt((double) size / shape[0]);
    boolean residual =
        name.endsWith("out_proj.weight")
            || name.endsWith("fc2.weight")
            || name.endsWith("o_proj.weight")
            || name.endsWith("down_proj.weight");
    return residual ? deviation / Math.sqrt(2.0 * layers) : deviation;
  }
}
