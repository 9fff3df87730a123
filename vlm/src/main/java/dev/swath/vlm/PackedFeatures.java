package dev.swath.vlm;

import dev.swath.vlm.torch.TorchCall.Packed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A feature map in few bytes.
 *
 * @param tokens how many tokens
 * @param width channels a token
 * @param data [tokens, width], row-major: little-endian bf16, or int8 if there are scales
 * @param scales of int8, one a token: value = byte * scale; empty for bf16
 */
public record PackedFeatures(int tokens, int width, byte[] data, float[] scales) {

  /** The largest finite bf16. */
  private static final float LARGEST = Float.intBitsToFloat(0x7f7f_0000);

  static List<PackedFeatures> of(int tokens, int width, Packed packed) {
    List<PackedFeatures> maps = new ArrayList<>();
    int count = packed.largest().length;
    int bytes = packed.bytes().length / count;
    for (int i = 0; i < count; i++) {
      // Which is NaN if one of the features is
      if (!(packed.largest()[i] <= LARGEST)) {
        throw new IllegalArgumentException(
            "image %d of %d has a feature that is not finite, or more than bf16 can hold: %s"
                .formatted(i + 1, count, packed.largest()[i]));
      }
      boolean int8 = bytes == tokens * width;
      maps.add(
          new PackedFeatures(
              tokens,
              width,
              Arrays.copyOfRange(packed.bytes(), i * bytes, (i + 1) * bytes),
              int8
                  ? Arrays.copyOfRange(packed.scales(), i * tokens, (i + 1) * tokens)
                  : new float[0]));
    }
    return maps;
  }
}
