package dev.swath.vlm;

import java.util.List;

/**
 * A rendered prompt: text of the template, text of others, and the places of images, in order. The
 * parts stay apart until they are tokenized, so that what a user writes is never taken for a
 * special token or an image.
 */
public record Prompt(List<Part> parts) {

  /** A piece of a prompt. */
  public sealed interface Part permits Template, Text, Image {}

  /** The template's own text; special tokens in it count. */
  public record Template(String text) implements Part {}

  /** A user's or a model's text; whatever it says, it is only text. */
  public record Text(String text) implements Part {}

  /**
   * The place of an image.
   *
   * @param index into the request's images
   */
  public record Image(int index) implements Part {}

  public Prompt {
    parts = List.copyOf(parts);
  }

  /**
   * The prompt as one string, images as {@code <image>}: for people and logs, not for the model.
   */
  public String display() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Template template) {
        text.append(template.text());
      } else if (part instanceof Text user) {
        text.append(user.text());
      } else {
        text.append("<image>");
      }
    }
    return text.toString();
  }
}
