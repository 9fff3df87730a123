package dev.swath.vlm.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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

  /** A cache line: where the data begins, so that a program that maps the file need not copy it. */
  private static final int ALIGNMENT = 64;

  private SafeTensorsWriter() {}

  /**
   * Writes a file, or leaves the one that was there.
   *
   * @throws IOException naming the file and the reason, such as a full disk or a folder that cannot
   *     be written
   */
  public static void write(
      Path file, Map<String, Floats> tensors, Format format, Map<String, String> metadata)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        write(channel, tensors, format, metadata);
        // On the disk before it has the name: a machine that loses power must not find it torn.
        channel.force(true);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(partial);
      throw new IOException("cannot write " + file + ": " + reason(e));
    }
  }

  private static void write(
      FileChannel channel, Map<String, Floats> tensors, Format format, Map<String, String> metadata)
      throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20);
    byte[] header = header(tensors, format, metadata);
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (Floats tensor : tensors.values()) {
      out.write(data(tensor.values(), format));
    }
    out.flush();
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // The failure that led here tells more.
    }
  }

  /** The messages of these are a file's name alone, or say less than the type does. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such folder";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return e.getMessage();
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
    return padded(JSON.writeValueAsBytes(root));
  }

  /** The format has blanks at a header's end. */
  private static byte[] padded(byte[] header) {
    int length = (Long.BYTES + header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - Long.BYTES;
    byte[] padded = Arrays.copyOf(header, length);
    Arrays.fill(padded, header.length, length, (byte) ' ');
    return padded;
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
