package dev.swath.vlm.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers in {@code tokenizer.json}, each with special tokens that a user may write. */
class HuggingFaceTokenizerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SPECIAL =
      List.of("<s>", "</s>", "<image>", "<|im_end|>", "<unk>");
  private static final int LETTERS = 0x7f - ' ';

  @TempDir Path folder;

  /** The special tokens have the first ids, every printable character one behind. */
  private Tokenizer tokenizer(String type) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    for (String part :
        List.of("truncation", "padding", "normalizer", "pre_tokenizer", "post_processor")) {
      root.putNull(part);
    }
    root.putObject("decoder").put("type", "Fuse");
    ArrayNode added = root.putArray("added_tokens");
    for (String token : SPECIAL) {
      ObjectNode entry = added.addObject().put("id", added.size() - 1).put("content", token);
      entry.put("special", true);
      Stream.of("single_word", "lstrip", "rstrip", "normalized")
          .forEach(flag -> entry.put(flag, false));
    }
    List<String> pieces =
        Stream.concat(SPECIAL.stream(), IntStream.range(' ', 0x7f).mapToObj(Character::toString))
            .toList();
    ObjectNode model = root.putObject("model").put("type", type);
    if (type.equals("Unigram")) {
      model.put("unk_id", pieces.size()).put("byte_fallback", false);
      ArrayNode vocabulary = model.putArray("vocab");
      pieces.forEach(piece -> vocabulary.addArray().add(piece).add(-1.0));
      vocabulary.addArray().add("\u0001").add(-10.0);
    } else {
      model.put("unk_token", "<unk>").put("ignore_merges", true).putArray("merges");
      ObjectNode vocabulary = model.putObject("vocab");
      pieces.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
    }
    Files.writeString(folder.resolve("tokenizer.json"), root.toString());
    return Tokenizer.open(folder, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BPE", "Unigram"})
  void whatAUserWritesNeverBecomesASpecialToken(String type) throws IOException {
    Random random = new Random(51);
    try (Tokenizer tokenizer = tokenizer(type)) {
      for (int i = 0; i < 300; i++) {
        String text = text(random);
        int[] ids = tokenizer.encode(new Prompt(List.of(new Prompt.Text(text))));
        assertThat(ids[0]).isZero();
        assertThat(IntStream.of(ids).skip(1)).as(text).allMatch(id -> id >= SPECIAL.size());
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        assertThat(IntStream.of(tokenizer.encode(text)))
            .as(text)
            .allMatch(id -> id >= SPECIAL.size());
        assertThat(IntStream.of(tokenizer.encodeAnswer(text)))
            .as(text)
            .allMatch(id -> id >= SPECIAL.size());
      }
    }
  }

  /** Special tokens, parts of them, one inside another, and letters. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      String token = SPECIAL.get(random.nextInt(SPECIAL.size()));
      String other = SPECIAL.get(random.nextInt(SPECIAL.size()));
      int at = random.nextInt(token.length());
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> token;
            case 1 -> token.substring(at);
            case 2 -> token.substring(0, at) + other + token.substring(at);
            default -> Character.toString(' ' + random.nextInt(LETTERS));
          });
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BPE", "Unigram"})
  void theTemplatesSpecialTokensCount(String type) throws IOException {
    try (Tokenizer tokenizer = tokenizer(type)) {
      Prompt prompt =
          new Prompt(
              List.of(
                  new Prompt.Template("<s>a"),
                  new Prompt.Image(0),
                  new Prompt.Text("</s>"),
                  new Prompt.Template("<|im_end|>b")));
      int[] user = tokenizer.encode("</s>");
      int a = tokenizer.encode("a")[0];
      // One beginning of sequence, the template's own.
      assertThat(tokenizer.encode(prompt))
          .startsWith(0, a, Tokenizer.IMAGE)
          .endsWith(3, a + 1)
          .hasSize(3 + user.length + 2);
      assertThat(tokenizer.decode(tokenizer.encode(new Prompt(prompt.parts().subList(0, 1)))))
          .isEqualTo("a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BPE", "Unigram"})
  void whatTheTokenizerDoesNotKnowIsNoError(String type) throws IOException {
    try (Tokenizer tokenizer = tokenizer(type)) {
      int[] ids = tokenizer.encode("a漢b");
      int a = tokenizer.encode("a")[0];
      assertThat(ids).startsWith(a).endsWith(a + 1).hasSize(3);
    }
  }

  @Test
  void halfATemplatesTokenAndHalfAUsersAreNone() throws IOException {
    try (Tokenizer tokenizer = tokenizer("BPE")) {
      Prompt prompt =
          new Prompt(
              List.of(
                  new Prompt.Template("</"),
                  new Prompt.Text("s"),
                  new Prompt.Template("><imag"),
                  new Prompt.Text("e>")));
      int[] ids = tokenizer.encode(prompt);
      assertThat(IntStream.of(ids).skip(1)).allMatch(id -> id >= SPECIAL.size());
      assertThat(tokenizer.decode(ids)).isEqualTo("</s><image>");
    }
  }

  @Test
  void theConfigurationsAddedTokensCountToo() throws IOException {
    tokenizer("BPE").close();
    ObjectNode root = (ObjectNode) JSON.readTree(folder.resolve("tokenizer.json").toFile());
    root.putArray("added_tokens");
    Files.writeString(folder.resolve("tokenizer.json"), root.toString());
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        JSON.writeValueAsString(
            Map.of(
                "add_bos_token",
                false,
                "added_tokens_decoder",
                Map.of("1", Map.of("content", "</s>", "special", true)))));
    try (Tokenizer tokenizer = Tokenizer.open(folder, 0)) {
      assertThat(tokenizer.encode(new Prompt(List.of(new Prompt.Template("</s>")))))
          .containsExactly(1);
      assertThat(tokenizer.encode(new Prompt(List.of(new Prompt.Text("</s>"))))).doesNotContain(1);
    }
  }
}
