package dev.swath.promptaugment;

import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.PromptTemplate;
import java.util.List;
import java.util.Optional;

/**
 * Asks the frozen base model what it sees, with the fixed question of a kind. The base model sees
 * the frames themselves, as it was trained: one image, the two of a pair, or those of a video.
 */
final class ClueAsker {
  private static final String BASE_MODEL = "";

  private final Decoder decoder;
  private final PromptTemplate template;
  private final int maxTokens;
  private final String encoder;

  /**
   * @param encoder the fingerprint of the encoder that the model was made for
   */
  ClueAsker(Decoder decoder, PromptTemplate template, int maxTokens, String encoder) {
    this.decoder = decoder;
    this.template = template;
    this.maxTokens = maxTokens;
    this.encoder = encoder;
  }

  /**
   * @throws BadInputException if another encoder made the features
   */
  void check(VisualTokens message) {
    if (!message.getEncoder().equals(encoder)) {
      throw new BadInputException(
          ("tile %s: its features come from the encoder %s, this model reads features of %s only;"
                  + " let encoder-service and prompt-augment-service use the same model")
              .formatted(message.getTile(), message.getEncoder(), encoder));
    }
  }

  /** The frames of one observation, in time order. */
  record Frames(ImageKind kind, List<FeatureMap> features) {}

  /** One clue for each observation, in order; empty where the model has nothing to say. */
  List<Optional<String>> ask(List<Frames> observations) {
    if (observations.isEmpty()) {
      return List.of();
    }
    return decoder.generate(observations.stream().map(this::request).toList()).stream()
        .map(Completion::text)
        .map(String::strip)
        .map(text -> text.isEmpty() ? Optional.<String>empty() : Optional.of(text))
        .toList();
  }

  private GenerationRequest request(Frames frames) {
    return new GenerationRequest(
        template.clue(frames.kind(), frames.features().size()),
        frames.features(),
        BASE_MODEL,
        List.of(),
        maxTokens,
        0,
        0);
  }
}
