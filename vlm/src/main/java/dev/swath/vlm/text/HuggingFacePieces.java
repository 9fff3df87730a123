package dev.swath.vlm.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.torch.Torch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Hugging Face's {@code tokenizer.json}. */
final class HuggingFacePieces implements Tokenizer.Pieces {

  private final HuggingFaceTokenizer tokenizer;

  private HuggingFacePieces(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * @param special receives the special tokens of the file
   */
  static HuggingFacePieces open(JsonNode json, Map<String, Integer> special) throws IOException {
    for (JsonNode token : json.path("added_tokens")) {
      if (token.path("special").asBoolean()) {
        special.put(token.path("content").asText(), token.path("id").asInt());
      }
    }
    // Without these two the library cannot turn any text into a special token.
    ObjectNode plain = ((ObjectNode) json).deepCopy();
    plain.putArray("added_tokens");
    plain.putNull("post_processor");
    byte[] bytes = plain.toString().getBytes(StandardCharsets.UTF_8);
    Torch.prepare();
    // Unless told otherwise, DJL cuts every text after 512 tokens.
    return new HuggingFacePieces(
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(bytes),
            Map.of("addSpecialTokens", "false", "truncation", "false")));
  }

  @Override
  public int[] encode(String text, boolean first) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
