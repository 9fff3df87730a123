package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint folder of any size whose bf16 weights are all zero: holes, that take no room on most
 * disks and are read like any other weights.
 */
final class SparseCheckpoint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BF16_BYTES = 2;

  private SparseCheckpoint() {}

  /**
   * Writes language model and projector.
   *
   * @param compact the folder of a small model, for its tokenizer and all other configuration
   * @param language the sizes
   * @return how many weights the two have
   */
  static long write(Path folder, Path compact, ModelConfig.Language language) throws IOException {
    for (String part : new String[] {"llm", "mm_projector", "vision_tower"}) {
      Files.createDirectories(folder.resolve(part));
    }
    for (String file :
        new String[] {
          "mm_projector/config.json", "vision_tower/config.json", "llm/tokenizer.json"
        }) {
      Files.copy(compact.resolve(file), folder.resolve(file));
    }
    ObjectNode root = (ObjectNode) JSON.readTree(compact.resolve("config.json").toFile());
    JSON.writeValue(
        folder.resolve("config.json").toFile(), root.put("hidden_size", language.width()));
    ObjectNode llm = (ObjectNode) JSON.readTree(compact.resolve("llm/config.json").toFile());
    llm.put("hidden_size", language.width()).put("intermediate_size", language.mlpWidth());
    llm.put("num_hidden_layers", language.layers()).put("vocab_size", language.vocabulary());
    llm.put("num_attention_heads", language.heads());
    llm.put("num_key_value_heads", language.keyValueHeads());
    llm.put("max_position_embeddings", language.context());
    llm.put("tie_word_embeddings", language.tiedEmbeddings());
    JSON.writeValue(folder.resolve("llm/config.json").toFile(), llm);
    Map<String, long[]> projector = new LinkedHashMap<>();
    LanguageNetwork.projectorWeights(
            ModelFolder.open(folder).config().vision().width(), language.width())
        .forEach((name, shape) -> projector.put("layers." + name, shape));
    return write(folder.resolve("mm_projector/model.safetensors"), projector)
        + write(folder.resolve("llm/model.safetensors"), LanguageNetwork.weights(language));
  }

  private static long write(Path file, Map<String, long[]> shapes) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    long weights = 0;
    for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
      long size = 1;
      for (long side : tensor.getValue()) {
        size *= side;
      }
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "BF16");
      entry.set("shape", JSON.valueToTree(tensor.getValue()));
      entry.putArray("data_offsets").add(BF16_BYTES * weights).add(BF16_BYTES * (weights + size));
      weights += size;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length).put(json).flip();
    long end = start.limit() + BF16_BYTES * weights;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(start);
      channel.write(ByteBuffer.allocate(1), end - 1);
    }
    return weights;
  }
}
