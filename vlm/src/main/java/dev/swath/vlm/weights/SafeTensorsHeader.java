package dev.swath.vlm.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.weights.SafeTensors.Entry;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a safetensors file says that it holds, checked against the file's size. */
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_HEADER = 100L << 20;

  /**
   * @throws WeightsException if the file is not a safetensors file, or its header does not fit it
   */
  static SafeTensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new WeightsException(file + " is not a safetensors file: only " + size + " bytes");
    }
    long headerLength =
        channel.map(MapMode.READ_ONLY, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerLength <= 0 || headerLength > Math.min(LONGEST_HEADER, size - 8)) {
      throw new WeightsException(
          file + " is not a safetensors file: it says its header has " + headerLength + " bytes");
    }
    byte[] header = new byte[(int) headerLength];
    channel.map(MapMode.READ_ONLY, 8, headerLength).get(header);
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw new WeightsException(file + " has a broken header: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw new WeightsException(file + " has a broken header: it is no JSON object");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals("__metadata__")) {
        field.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
      } else {
        entries.put(
            field.getKey(), entry(file, field.getKey(), field.getValue(), 8 + headerLength, size));
      }
    }
    return new SafeTensorsHeader(entries, metadata);
  }

  private static Entry entry(Path file, String name, JsonNode node, long base, long size) {
    String dtype = node.path("dtype").asText();
    int width = width(dtype);
    if (width < 0) {
      throw new WeightsException(
          "%s: tensor '%s' has the unknown type '%s'".formatted(file, name, dtype));
    }
    long[] shape = longs(node.path("shape"));
    long begin = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end < begin || end > size - base || end - begin != length(width, shape)) {
      throw new WeightsException(
          "%s: tensor '%s' (%s %s) does not fit the file: bytes %d to %d of %d"
              .formatted(file, name, dtype, Arrays.toString(shape), begin, end, size - base));
    }
    return new Entry(dtype, shape, base + begin, base + end);
  }

  private static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asLong(-1);
    }
    return values;
  }

  /** The bytes of a tensor; -1 if its shape is none. */
  private static long length(int width, long[] shape) {
    long bytes = width;
    for (long side : shape) {
      if (side < 0 || side > 0 && bytes > Long.MAX_VALUE / side) {
        return -1;
      }
      bytes *= side;
    }
    return bytes;
  }

  /** Bytes of one value; -1 for a type that there is not. */
  static int width(String dtype) {
    return switch (dtype) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2" -> 1;
      default -> -1;
    };
  }
}
