package dev.swath.vlm.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Writes safetensors files byte by byte: types that the writer does not know, gaps, and lies. */
public final class RawSafeTensors {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RawSafeTensors() {}

  /** A file with this header and this data, whether they fit or not. */
  static Path write(Path file, String header, byte... data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(file, bytes.putLong(json.length).put(json).put(data).array());
  }

  /** The header of one tensor. */
  static String header(String name, String dtype, long[] shape, long begin, long end) {
    ObjectNode root = JSON.createObjectNode();
    put(root, name, dtype, shape, begin, end);
    return root.toString();
  }

  static void put(ObjectNode root, String name, String dtype, long[] shape, long begin, long end) {
    ObjectNode node = root.putObject(name).put("dtype", dtype);
    node.set("shape", JSON.valueToTree(shape));
    node.set("data_offsets", JSON.valueToTree(new long[] {begin, end}));
  }

  /**
   * A file of zeros that takes no room on the disk.
   *
   * @param width bytes of one value
   * @return where the data begin
   */
  public static long sparse(Path file, Map<String, long[]> shapes, String dtype, int width)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
      long end = offset + width;
      for (long side : tensor.getValue()) {
        end = offset + (end - offset) * side;
      }
      put(root, tensor.getKey(), dtype, tensor.getValue(), offset, end);
      offset = end;
    }
    byte[] json = JSON.writeValueAsBytes(root);
    ByteBuffer start = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(start.putLong(json.length).put(json).flip());
      channel.write(ByteBuffer.allocate(1), start.capacity() + offset - 1);
    }
    return start.capacity();
  }
}
