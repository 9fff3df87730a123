package dev.swath.vlm;

import dev.swath.vlm.torch.TorchCall.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The vision encoder's output for one image, before the projector.
 *
 * @param tokens how many tokens: the grid's side squared
 * @param width channels a token
 * @param values [tokens, width], row-major, fp32
 */
public record FeatureMap(int tokens, int width, float[] values) {

  public FeatureMap {
    if (values.length != tokens * width) {
      throw new IllegalArgumentException(
          "a feature map of %d x %d needs %d values, got %d"
              .formatted(tokens, width, tokens * width, values.length));
    }
  }

  /**
   * Several maps of one shape as [n, tokens, width].
   *
   * @throws IllegalArgumentException if their shapes differ
   */
  public static Floats stack(List<FeatureMap> maps) {
    FeatureMap first = maps.get(0);
    float[] all = new float[maps.size() * first.values.length];
    for (int i = 0; i < maps.size(); i++) {
      FeatureMap map = maps.get(i);
      if (map.tokens != first.tokens || map.width != first.width) {
        throw new IllegalArgumentException(
            "feature maps of different shapes: %d x %d and %d x %d"
                .formatted(first.tokens, first.width, map.tokens, map.width));
      }
      System.arraycopy(map.values, 0, all, i * first.values.length, first.values.length);
    }
    return new Floats(new long[] {maps.size(), first.tokens, first.width}, all);
  }

  /** [n, tokens, width] to one map a row. */
  public static List<FeatureMap> split(Floats features) {
    int tokens = (int) features.shape()[1];
    int width = (int) features.shape()[2];
    List<FeatureMap> maps = new ArrayList<>();
    for (int from = 0; from < features.values().length; from += tokens * width) {
      maps.add(
          new FeatureMap(
              tokens, width, Arrays.copyOfRange(features.values(), from, from + tokens * width)));
    }
    return maps;
  }
}
