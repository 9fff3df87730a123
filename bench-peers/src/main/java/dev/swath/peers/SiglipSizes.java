package dev.swath.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** The sizes of a vision encoder, as the {@code config.json} of a SigLIP checkpoint gives them. */
record SiglipSizes(
    long width, long layers, long heads, long imageSize, long patchSize, double eps) {

  static SiglipSizes read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    return new SiglipSizes(
        json.required("hidden_size").asLong(),
        json.required("num_hidden_layers").asLong(),
        json.required("num_attention_heads").asLong(),
        json.required("image_size").asLong(),
        json.required("patch_size").asLong(),
        json.required("layer_norm_eps").asDouble());
  }

  /** The side of the feature grid. */
  long side() {
    return imageSize / patchSize;
  }

  long tokens() {
    return side() * side();
  }

  long headWidth() {
    return width / heads;
  }
}
