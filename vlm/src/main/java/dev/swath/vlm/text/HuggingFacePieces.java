package dev.swath.vlm.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.torch.Torch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

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
    // Without these, and with the pieces hidden, the library cannot turn any text into a special
    // token.
    ObjectNode plain = ((ObjectNode) json).deepCopy();
    plain.putArray("added_tokens");
    plain.putNull("post_processor");
    if (plain.path("model") instanceof ObjectNode model) {
      hide(model, special);
    }
    byte[] bytes = plain.toString().getBytes(StandardCharsets.UTF_8);
    Torch.prepare();
    // Unless told otherwise, DJL cuts every text after 512 tokens.
    return new HuggingFacePieces(
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(bytes),
            Map.of("addSpecialTokens", "false", "truncation", "false")));
  }

  /**
   * Special tokens may be in the vocabulary too, where some models find them by their text. Here
   * each gets a name that nobody can write; its id stays.
   */
  private static void hide(ObjectNode model, Map<String, Integer> special) {
    Function<String, String> name =
        piece -> special.containsKey(piece) ? UUID.randomUUID() + piece : piece;
    JsonNode vocabulary = model.path("vocab");
    if (vocabulary.isArray()) {
      for (JsonNode piece : vocabulary) {
        ((ArrayNode) piece).set(0, name.apply(piece.path(0).asText()));
      }
      return;
    }
    ObjectNode hidden = model.putObject("vocab");
    String unknown = model.path("unk_token").asText();
    for (Map.Entry<String, JsonNode> piece : vocabulary.properties()) {
      String hiddenName = name.apply(piece.getKey());
      hidden.set(hiddenName, piece.getValue());
      if (piece.getKey().equals(unknown)) {
        model.put("unk_token", hiddenName);
      }
    }
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
