package dev.swath.contracts;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.FeatureMap.Encoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Feature maps as they travel: floats [tokens, width], row-major, in bf16 or int8. */
public final class FeatureMaps {

  private static final int INT8_MAX = 127;

  private FeatureMaps() {}

  /**
   * Packs features. BF16 keeps 8 bits of precision (relative error at most 2^-8); INT8 keeps 1/254
   * of a token's largest absolute value.
   *
   * @param values [tokens, width], row-major
   * @throws IllegalArgumentException if the size is wrong or a value is not finite
   */
  public static FeatureMap pack(float[] values, int tokens, int width, Encoding encoding) {
    if (tokens <= 0 || width <= 0 || (long) tokens * width != values.length) {
      throw new IllegalArgumentException(
          "%d values are not [%d tokens, %d wide]".formatted(values.length, tokens, width));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "feature [%d, %d] is %s".formatted(i / width, i % width, values[i]));
      }
    }
    FeatureMap.Builder map =
        FeatureMap.newBuilder().setTokens(tokens).setWidth(width).setEncoding(encoding);
    switch (encoding) {
      case BF16 -> map.setData(toBf16(values));
      case INT8 -> toInt8(values, tokens, width, map);
      default -> throw new IllegalArgumentException("cannot pack as " + encoding);
    }
    return map.build();
  }

  /**
   * Features that are packed already, and finite: that is not looked at again.
   *
   * @param data [tokens, width], row-major, as the encoding wants it; not copied, so it must not
   *     change any more
   * @param scales of INT8, one a token
   * @throws IllegalArgumentException if a size is wrong
   */
  public static FeatureMap of(
      int tokens, int width, Encoding encoding, byte[] data, float[] scales) {
    FeatureMap.Builder map =
        FeatureMap.newBuilder()
            .setTokens(tokens)
            .setWidth(width)
            .setEncoding(encoding)
            .setData(UnsafeByteOperations.unsafeWrap(data));
    for (float scale : scales) {
      map.addScales(scale);
    }
    FeatureMap built = map.build();
    checkSizes(built);
    return built;
  }

  /**
   * Unpacks features.
   *
   * @return [tokens, width], row-major
   * @throws IllegalArgumentException if the message contradicts itself or a value is not finite
   */
  public static float[] unpack(FeatureMap map) {
    check(map);
    return map.getEncoding() == Encoding.BF16 ? fromBf16(map.getData()) : fromInt8(map);
  }

  /**
   * Whether {@link #unpack} would work, without doing it.
   *
   * @throws IllegalArgumentException if the message contradicts itself or a value is not finite
   */
  public static void check(FeatureMap map) {
    checkSizes(map);
    boolean finite =
        map.getEncoding() == Encoding.BF16
            ? isFinite(map.getData())
            : map.getScalesList().stream().allMatch(scale -> Float.isFinite(scale * INT8_MAX));
    require(finite, map, "has a value or scale that is not finite");
  }

  private static void checkSizes(FeatureMap map) {
    long values = (long) map.getTokens() * map.getWidth();
    require(map.getTokens() > 0 && map.getWidth() > 0, map, "is empty");
    switch (map.getEncoding()) {
      case BF16 -> require(map.getData().size() == 2 * values, map, "needs 2 bytes a value");
      case INT8 -> {
        require(map.getData().size() == values, map, "needs 1 byte a value");
        require(map.getScalesCount() == map.getTokens(), map, "needs 1 scale a token");
      }
      default ->
          throw new IllegalArgumentException(
              "feature map of unknown encoding " + map.getEncodingValue());
    }
  }

  /**
   * What is not finite has all bits of the exponent set, the upper byte's last seven and one more.
   */
  private static boolean isFinite(ByteString bf16) {
    for (int i = 0; i < bf16.size(); i += 2) {
      if ((bf16.byteAt(i + 1) & 0x7f) == 0x7f && (bf16.byteAt(i) & 0x80) != 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteString toBf16(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(toBf16(value));
    }
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }

  /** Rounds to the nearest bfloat16, ties to even. */
  private static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
    // A value above the largest bfloat16 would round to infinity: keep it finite.
    boolean overflows = (rounded & 0x7f80_0000) == 0x7f80_0000;
    return (short) ((overflows ? bits : rounded) >>> 16);
  }

  private static float[] fromBf16(ByteString data) {
    ByteBuffer bytes = data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[data.size() / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
    }
    return values;
  }

  private static void toInt8(float[] values, int tokens, int width, FeatureMap.Builder map) {
    byte[] bytes = new byte[values.length];
    for (int token = 0; token < tokens; token++) {
      int from = token * width;
      float largest = 0;
      for (int i = from; i < from + width; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      float scale = largest / INT8_MAX;
      // Below this, the scale itself loses precision; such a token is zero for all purposes.
      if (scale < Float.MIN_NORMAL) {
        scale = 0;
      }
      // Rounded up, the largest of the largest floats would come back as infinity.
      if (Float.isInfinite(scale * INT8_MAX)) {
        scale = Math.nextDown(scale);
      }
      for (int i = from; scale > 0 && i < from + width; i++) {
        bytes[i] = (byte) Math.max(-INT8_MAX, Math.min(INT8_MAX, Math.rint(values[i] / scale)));
      }
      map.addScales(scale);
    }
    map.setData(UnsafeByteOperations.unsafeWrap(bytes));
  }

  private static float[] fromInt8(FeatureMap map) {
    float[] values = new float[map.getData().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = map.getData().byteAt(i) * map.getScales(i / map.getWidth());
    }
    return values;
  }

  private static void require(boolean holds, FeatureMap map, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(
          "feature map [%d, %d] in %s with %d bytes and %d scales %s"
              .formatted(
                  map.getTokens(),
                  map.getWidth(),
                  map.getEncoding(),
                  map.getData().size(),
                  map.getScalesCount(),
                  otherwise));
    }
  }
}
