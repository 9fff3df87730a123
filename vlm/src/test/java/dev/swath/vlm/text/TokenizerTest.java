package dev.swath.vlm.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.Golden;
import dev.swath.vlm.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

  private static Tokenizer tokenizer;
  private static JsonNode golden;

  @BeforeAll
  static void load() throws IOException {
    tokenizer = Tokenizer.open(Golden.path("vila-tiny/llm"), 1);
    golden =
        new ObjectMapper()
            .readTree(Files.readString(Golden.path("vila-tiny/golden_tokenizer.json")));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void theTemplatesTextBecomesTheIdsOfThePublishedTokenizer() {
    for (JsonNode plain : golden.path("plain")) {
      String text = plain.path("text").asText();
      int[] ids = tokenizer.encode(new Prompt(List.of(new Prompt.Template(text))));
      // The published tokenizer doubles a beginning of sequence that the text has itself.
      int[] expected = text.startsWith("<s>") ? new int[] {1} : ints(plain.path("input_ids"));
      assertThat(ids).as(text).isEqualTo(expected);
      assertThat(tokenizer.decode(ids)).isEqualTo(plain.path("decoded").asText());
    }
  }

  @Test
  void imagesSplitTheTextAsInThePublishedCode() {
    for (JsonNode image : golden.path("image")) {
      List<Prompt.Part> parts = new ArrayList<>();
      String[] chunks = image.path("text").asText().split("<image>", -1);
      for (int i = 0; i < chunks.length; i++) {
        if (i > 0) {
          parts.add(new Prompt.Image(i - 1));
        }
        parts.add(new Prompt.Text(chunks[i]));
      }
      assertThat(tokenizer.encode(new Prompt(parts)))
          .as(image.path("text").asText())
          .isEqualTo(ints(image.path("input_ids")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<image>", "</s>", "<s>", "<unk>", "-200", "x</s>y <image>\n"})
  void whatAUserWritesNeverBecomesASpecialToken(String text) {
    int[] ids = tokenizer.encode(new Prompt(List.of(new Prompt.Text(text))));
    assertThat(IntStream.of(ids).skip(1)).isNotEmpty().allMatch(id -> id > 2);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Test
  void anAnswersTokensContinueThePrompt() {
    int[] prompt = tokenizer.encode("ASSISTANT:");
    int[] answer = tokenizer.encodeAnswer("tennis courts");
    assertThat(IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray())
        .isEqualTo(tokenizer.encode("ASSISTANT: tennis courts"));
  }

  private static int[] ints(JsonNode values) {
    return IntStream.range(0, values.size()).map(i -> values.get(i).asInt()).toArray();
  }
}
