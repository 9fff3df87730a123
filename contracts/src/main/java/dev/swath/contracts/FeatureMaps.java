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

  /** The bits of a bfloat16 without its sign; larger numbers have larger ones. */
  private static final int MAGNITUDE = 0x7fff;

  /** The least of them that is no finite number: all bits of the exponent. */
  private static final int NOT_FINITE = 0x7f80;

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
    checkSizes(map);
    if (map.getEncoding() == Encoding.INT8) {
      requireFinite(hasFiniteScales(map), map);
      return fromInt8(map);
    }
    return fromBf16(map);
  }

  /**
   * Whether {@link #unpack} would work, without doing it.
   *
   * @throws IllegalArgumentException if the message contradicts itself or a value is not finite
   */
  public static void check(FeatureMap map) {
    checkSizes(map);
    requireFinite(
        map.getEncoding() == Encoding.INT8 ? hasFiniteScales(map) : isFinite(shorts(map.getData())),
        map);
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

  private static boolean hasFiniteScales(FeatureMap int8) {
    return int8.getScalesList().stream().allMatch(scale -> Float.isFinite(scale * INT8_MAX));
  }

  private static boolean isFinite(short[] bf16) {
    int largest = 0;
    for (short bits : bf16) {
      largest = Math.max(largest, bits & MAGNITUDE);
    }
    return largest < NOT_FINITE;
  }

  /** All at once: one by one they would take longer than to send them. */
  private static short[] shorts(ByteString data) {
    short[] shorts = new short[data.size() / 2];
    data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(shorts);
    return shorts;
  }

  private static ByteString toBf16(float[] values) {
    short[] bf16 = new short[values.length];
    for (int i = 0; i < bf16.length; i++) {
      bf16[i] = toBf16(values[i]);
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(bf16);
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

  private static float[] fromBf16(FeatureMap map) {
    short[] bf16 = shorts(map.getData());
    requireFinite(isFinite(bf16), map);
    float[] values = new float[bf16.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bf16[i] << 16);
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
    byte[] bytes = map.getData().toByteArray();
    float[] values = new float[bytes.length];
    int width = map.getWidth();
    for (int token = 0; token < map.getTokens(); token++) {
      float scale = map.getScales(token);
      for (int i = token * width; i < (token + 1) * width; i++) {
        values[i] = bytes[i] * scale;
      }
    }
    return values;
  }

  private static void requireFinite(boolean holds, FeatureMap map) {
    require(holds, map, "has a value or scale that is not finite");
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
