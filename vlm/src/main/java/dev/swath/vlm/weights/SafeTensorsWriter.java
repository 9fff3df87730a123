package dev.swath.vlm.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Writes safetensors files. A file appears under its name only when it is whole, so that a process
 * killed while writing leaves the old file.
 */
public final class SafeTensorsWriter {

  /** How values are stored. */
  public enum Format {
    F32(4),
    BF16(2);

    private final int width;

    Format(int width) {
      this.width = width;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private SafeTensorsWriter() {}

  public static void write(
      Path file, Map<String, Floats> tensors, Format format, Map<String, String> metadata)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20)) {
      byte[] header = header(tensors, format, metadata);
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      for (Floats tensor : tensors.values()) {
        out.write(data(tensor.values(), format));
      }
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] header(
      Map<String, Floats> tensors, Format format, Map<String, String> metadata) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode meta = root.putObject("__metadata__").put("format", "pt");
    metadata.forEach(meta::put);
    long offset = 0;
    for (Map.Entry<String, Floats> tensor : tensors.entrySet()) {
      long end = offset + (long) tensor.getValue().values().length * format.width;
      ObjectNode node = root.putObject(tensor.getKey()).put("dtype", format.name());
      var shape = node.putArray("shape");
      for (long side : tensor.getValue().shape()) {
        shape.add(side);
      }
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return JSON.writeValueAsBytes(root);
  }

  private static byte[] data(float[] values, Format format) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * format.width).order(ByteOrder.LITTLE_ENDIAN);
    if (format == Format.F32) {
      bytes.asFloatBuffer().put(values);
    } else {
      for (float value : values) {
        bytes.putShort(bf16(value));
      }
    }
    return bytes.array();
  }

  /** The nearest bfloat16, ties to even. */
  private static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }
}
