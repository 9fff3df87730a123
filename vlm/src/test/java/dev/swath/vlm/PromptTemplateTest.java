package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {

  private static final Map<String, ImageKind> KINDS =
      Map.of(
          "single_image", ImageKind.IMAGE,
          "change_pair", ImageKind.PAIR,
          "video", ImageKind.VIDEO);

  private static final Map<String, PromptTemplate> TEMPLATES =
      Map.of(
          "vicuna_v1", PromptTemplate.VICUNA_V1,
          "llama_3", PromptTemplate.LLAMA_3,
          "hermes-2", PromptTemplate.HERMES_2);

  @Test
  void everyTemplateRendersWhatThePublishedCodeAndThePaperHave() {
    JsonNode golden = Golden.json("prompts/prompts.json");
    for (JsonNode example : golden.path("cases")) {
      JsonNode task = golden.path("tasks").path(example.path("task").asText());
      PromptTemplate template = TEMPLATES.get(example.path("template").asText());
      int images = example.path("image_tokens").asInt();
      String instruction = task.path("instruction").asText();
      ImageKind kind = KINDS.get(example.path("task").asText());
      assertThat(kind.tag()).isEqualTo(task.path("tag").asText());
      Prompt prompt =
          example.path("kind").asText().equals("released_code")
              ? template.plain(images, instruction)
              : template.answer(kind, images, instruction, Optional.of(task.path("clue").asText()));
      assertThat(prompt.display()).isEqualTo(example.path("prompt").asText());
    }
    assertThat(golden.path("cases")).hasSize(18);
  }

  @Test
  void anEmptyClueIsNoClue() {
    PromptTemplate template = PromptTemplate.vicunaV1();
    assertThat(template.answer(ImageKind.IMAGE, 1, "What is it?", Optional.of(" ")))
        .isEqualTo(template.answer(ImageKind.IMAGE, 1, "What is it?", Optional.empty()));
  }
}
