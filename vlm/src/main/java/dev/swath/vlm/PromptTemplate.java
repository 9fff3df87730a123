package dev.swath.vlm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders prompts in a conversation template: visual markers, task tag, instruction, clue (the
 * order of the UniRS paper).
 */
public enum PromptTemplate {
  VICUNA_V1(
      "A chat between a curious user and an artificial intelligence assistant. The assistant gives"
          + " helpful, detailed, and polite answers to the user's questions. USER: ",
      " ASSISTANT:"),
  LLAMA_3(
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n"
          + "You are a helpful language and vision assistant. You are able to understand the visual"
          + " content that the user provides, and assist the user with a variety of tasks using"
          + " natural language.<|end_of_text|><|start_header_id|>user<|end_header_id|>\n\n",
      "<|end_of_text|><|start_header_id|>system<|end_header_id|>\n\n"),
  HERMES_2(
      "<|im_start|>system\nAnswer the questions.<|im_end|><|im_start|>user\n",
      "<|im_end|><|im_start|>assistant\n");

  private final String before;
  private final String after;

  PromptTemplate(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /** The template of VILA-1.5 and UniRS. */
  public static PromptTemplate vicunaV1() {
    return VICUNA_V1;
  }

  /**
   * The prompt for an answer.
   *
   * @param images how many images it has: one for an image or a pair's change features, one a frame
   *     for a video
   * @param clue the base model's description, if clues are in use
   */
  public Prompt answer(ImageKind kind, int images, String instruction, Optional<String> clue) {
    List<Prompt.Part> parts = open(images);
    parts.add(new Prompt.Template(kind.tag() + " "));
    parts.add(new Prompt.Text(instruction));
    clue.filter(text -> !text.isBlank())
        .ifPresent(
            text -> {
              parts.add(new Prompt.Template(" Clue: "));
              parts.add(new Prompt.Text(text));
            });
    return close(parts);
  }

  /**
   * The prompt that asks the base model for a clue.
   *
   * @param frames how many images it sees: two for a pair
   */
  public Prompt clue(ImageKind kind, int frames) {
    return plain(frames, kind.clueQuestion());
  }

  /** A prompt without a task tag, as the released evaluation code has it. */
  public Prompt plain(int images, String instruction) {
    List<Prompt.Part> parts = open(images);
    parts.add(new Prompt.Text(instruction));
    return close(parts);
  }

  private List<Prompt.Part> open(int images) {
    List<Prompt.Part> parts = new ArrayList<>();
    parts.add(new Prompt.Template(before));
    for (int i = 0; i < images; i++) {
      parts.add(new Prompt.Image(i));
      parts.add(new Prompt.Template("\n"));
    }
    return parts;
  }

  private Prompt close(List<Prompt.Part> parts) {
    parts.add(new Prompt.Template(after));
    return new Prompt(parts);
  }
}
