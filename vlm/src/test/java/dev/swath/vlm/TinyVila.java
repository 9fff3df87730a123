package dev.swath.vlm;

import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Requests to the tiny VILA of the golden cases: real feature maps, random words. */
public final class TinyVila {

  private static final List<FeatureMap> IMAGES =
      FeatureMap.split(Golden.floats("vila-tiny/golden.safetensors", "vision_features"));

  private TinyVila() {}

  public static ModelFolder folder() {
    return ModelFolder.open(Golden.path("vila-tiny"));
  }

  public static Tokenizer tokenizer() throws IOException {
    return Tokenizer.open(folder().language(), folder().config().language().bos());
  }

  public static List<FeatureMap> images(int count) {
    return IMAGES.subList(0, count);
  }

  /** Up to so many random printable characters. */
  public static String words(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append((char) (' ' + random.nextInt('~' - ' ' + 1)));
    }
    return text.toString();
  }

  /** A prompt with up to four images, with or without a clue. */
  public static Prompt prompt(Random random, int images) {
    Optional<String> clue =
        random.nextBoolean() ? Optional.of(words(random, 30)) : Optional.empty();
    ImageKind kind = ImageKind.values()[random.nextInt(ImageKind.values().length)];
    return PromptTemplate.vicunaV1().answer(kind, images, words(random, 40), clue);
  }

  /** A greedy request with random words, images and length. */
  public static GenerationRequest greedy(Random random, String adapter) {
    int images = random.nextInt(5);
    return GenerationRequest.greedy(
        prompt(random, images), images(images), adapter, List.of(), 1 + random.nextInt(14));
  }

  /** Each request in a batch of its own. */
  public static List<Completion> alone(LanguageModel model, List<GenerationRequest> requests) {
    List<Completion> completions = new ArrayList<>();
    requests.forEach(request -> completions.addAll(model.generate(List.of(request))));
    return completions;
  }
}
