package dev.swath.vlm.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One safetensors file: eight bytes of header length, a JSON header, raw little-endian data. Files
 * may be larger than 2 GB.
 */
public final class SafeTensors implements AutoCloseable {

  /** Where a tensor lies in the file: offsets in bytes from the file's start. */
  public record Entry(String dtype, long[] shape, long begin, long end) {

    /** Bytes of the tensor. */
    long size() {
      return end - begin;
    }

    /** Bytes of one value. */
    int width() {
      return SafeTensors.width(dtype);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_HEADER = 100L << 20;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;

  private SafeTensors(
      Path file, FileChannel channel, Map<String, Entry> entries, Map<String, String> metadata) {
    this.file = file;
    this.channel = channel;
    this.entries = Collections.unmodifiableMap(entries);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * @throws WeightsException if the file is not a safetensors file, or its header does not fit it
   */
  public static SafeTensors open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return read(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SafeTensors read(Path file, FileChannel channel) throws IOException {
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
    return new SafeTensors(file, channel, entries, metadata);
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

  private static int width(String dtype) {
    return switch (dtype) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2" -> 1;
      default -> -1;
    };
  }

  public Path file() {
    return file;
  }

  /** Names to entries, in the header's order. */
  public Map<String, Entry> entries() {
    return entries;
  }

  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The raw bytes of a tensor, mapped, little-endian.
   *
   * @throws WeightsException if the tensor is larger than 2 GB
   */
  public ByteBuffer bytes(String name) throws IOException {
    Entry entry = require(name);
    if (entry.size() > Integer.MAX_VALUE) {
      throw new WeightsException(
          "%s: tensor '%s' has %d bytes; up to 2 GB can be mapped at once"
              .formatted(file, name, entry.size()));
    }
    return channel
        .map(MapMode.READ_ONLY, entry.begin(), entry.size())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Fills a buffer with bytes of a tensor, counted from the tensor's begin. */
  void read(String name, long from, ByteBuffer into) throws IOException {
    long at = require(name).begin() + from;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new WeightsException(file + " became shorter while it was read");
      }
      at += n;
    }
  }

  /** The values of an F32 or BF16 tensor, row-major. */
  public float[] floats(String name) throws IOException {
    Entry entry = require(name);
    ByteBuffer bytes = bytes(name);
    switch (entry.dtype()) {
      case "F32" -> {
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
      }
      case "BF16" -> {
        float[] values = new float[bytes.remaining() / 2];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
        }
        return values;
      }
      default ->
          throw new WeightsException(
              file + ": tensor '" + name + "' is " + entry.dtype() + ", not F32 or BF16");
    }
  }

  /** The values of an I64 tensor, row-major. */
  public long[] longs(String name) throws IOException {
    Entry entry = require(name);
    if (!entry.dtype().equals("I64")) {
      throw new WeightsException(
          file + ": tensor '" + name + "' is " + entry.dtype() + ", not I64");
    }
    long[] values = new long[(int) (entry.size() / 8)];
    bytes(name).asLongBuffer().get(values);
    return values;
  }

  private Entry require(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new WeightsException(file + " has no tensor '" + name + "'");
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
