package dev.swath.vlm.decoding;

/**
 * How much is decoded at once.
 *
 * @param cacheBytes the size of the KV cache
 * @param rows answers that are decoded at the same time, at the most
 * @param chunk prompt tokens that a step takes in, at the most, so that running answers are not
 *     held up; an image's tokens are never parted
 */
public record DecodingLimits(long cacheBytes, int rows, int chunk) {

  public static final DecodingLimits DEFAULT = new DecodingLimits(256 << 20, 64, 4096);

  public DecodingLimits {
    if (cacheBytes < 1 || rows < 1 || chunk < 1) {
      throw new IllegalArgumentException(
          "a cache of %d bytes, %d rows and chunks of %d tokens: each must be at least 1"
              .formatted(cacheBytes, rows, chunk));
    }
  }
}
