package dev.swath.vlm;

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
}
