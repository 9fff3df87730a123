package dev.swath.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Where a weight lies.
 *
 * @param file the name of the safetensors file
 * @param offset of its first byte, from the file's beginning
 * @param length in bytes
 */
record StoredWeight(String name, String file, long offset, long length, Iterable<Long> shape) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All weights of a safetensors file by their names. */
  static Map<String, StoredWeight> of(Path file) throws IOException {
    JsonNode header;
    long data;
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      int length = Math.toIntExact(Long.reverseBytes(in.readLong()));
      header = JSON.readTree(in.readNBytes(length));
      data = Long.BYTES + length;
    }
    Map<String, StoredWeight> weights = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      JsonNode offsets = entry.getValue().path("data_offsets");
      if (offsets.isArray()) {
        long begin = offsets.get(0).asLong();
        weights.put(
            entry.getKey(),
            new StoredWeight(
                entry.getKey(),
                file.getFileName().toString(),
                data + begin,
                offsets.get(1).asLong() - begin,
                shape(entry.getValue().path("shape"))));
      }
    }
    return weights;
  }

  private static Iterable<Long> shape(JsonNode sides) {
    return StreamSupport.stream(sides.spliterator(), false).map(JsonNode::asLong).toList();
  }
}
