package dev.swath.vlm.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
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
      return SafeTensorsHeader.width(dtype);
    }
  }

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
      SafeTensorsHeader header = SafeTensorsHeader.read(file, channel);
      return new SafeTensors(file, channel, header.entries(), header.metadata());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
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
