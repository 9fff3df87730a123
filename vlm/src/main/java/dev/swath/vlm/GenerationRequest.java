package dev.swath.vlm;

import java.util.List;

/**
 * One answer to decode.
 *
 * @param images what the prompt's image parts index
 * @param adapter the LoRA adapter that answers; empty for the base model
 * @param allowedAnswers if not empty, the answer is one of these, whole and letter for letter
 * @param maxNewTokens where a free answer is cut off
 * @param temperature 0 for greedy decoding
 * @param seed of the sampling, if the temperature is above 0
 */
public record GenerationRequest(
    Prompt prompt,
    List<FeatureMap> images,
    String adapter,
    List<String> allowedAnswers,
    int maxNewTokens,
    double temperature,
    long seed) {

  public GenerationRequest {
    images = List.copyOf(images);
    allowedAnswers = List.copyOf(allowedAnswers);
    if (maxNewTokens < 1 || temperature < 0 || !Double.isFinite(temperature)) {
      throw new IllegalArgumentException(
          "maxNewTokens must be positive and temperature a number from 0, got %d and %s"
              .formatted(maxNewTokens, temperature));
    }
  }

  /** A greedy request. */
  public static GenerationRequest greedy(
      Prompt prompt,
      List<FeatureMap> images,
      String adapter,
      List<String> allowedAnswers,
      int maxNewTokens) {
    return new GenerationRequest(prompt, images, adapter, allowedAnswers, maxNewTokens, 0, 0);
  }
}
