package dev.swath.promptaugment;

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

  ClueAsker(Decoder decoder, PromptTemplate template, int maxTokens) {
    this.decoder = decoder;
    this.template = template;
    this.maxTokens = maxTokens;
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
