package dev.swath.lab.dataset.mixture;

import dev.swath.lab.instruct.Instructions;
import java.util.List;

/** Other wordings of an instruction, so that a model is not tuned to the words of one. */
final class Paraphrases {

  private Paraphrases() {}

  /** For captions, whose datasets bring no instruction of their own; RS-LLaVA varies these too. */
  static final List<String> CAPTION =
      List.of(
          Instructions.CAPTION,
          "Describe this aerial image in one sentence.",
          "What does this remote sensing image show? Answer in one sentence.",
          "Write a short caption for this satellite image.",
          "Summarise the scene seen from above in a single sentence.",
          "Give a one-sentence description of the picture.",
          "Tell me in one sentence what is to be seen here.",
          "Caption this overhead view.",
          "What is in this image? Put it in one sentence.",
          "In a sentence, describe the land and the objects in this view from above.",
          "Provide a brief description of the area in the image.",
          "How would you caption this remote sensing picture?",
          "State briefly what this aerial photograph shows.");
}
