package dev.swath.vlm;

import dev.swath.vlm.text.AnswerTrie;
import dev.swath.vlm.text.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the network takes it.
 *
 * @param ids the prompt, each image widened to as many places as it has tokens behind the projector
 * @param images the feature maps in the order of the prompt
 * @param places for each projected token its index in {@code ids}
 */
record RequestTokens(
    GenerationRequest request,
    long[] ids,
    List<FeatureMap> images,
    long[] places,
    Optional<AnswerTrie> allowed) {

  static RequestTokens of(GenerationRequest request, Tokenizer tokenizer, ModelConfig config) {
    List<FeatureMap> images = new ArrayList<>();
    for (Prompt.Part part : request.prompt().parts()) {
      if (part instanceof Prompt.Image image) {
        images.add(image(request, image.index(), config.vision()));
      }
    }
    PromptTokens prompt = PromptTokens.of(request.prompt(), tokenizer, config.tokensPerImage());
    int length = prompt.ids().length;
    if (length == 0) {
      throw new IllegalArgumentException("the prompt is empty");
    }
    RequestTokens tokens =
        new RequestTokens(
            request,
            prompt.ids(),
            images,
            prompt.places(),
            trie(request.allowedAnswers(), tokenizer, config));
    // Not their sum, which may be beyond an int.
    if (tokens.limit() > config.language().context() - length) {
      throw new IllegalArgumentException(
          "a prompt of %d tokens and an answer of up to %d do not fit the model's context of %d"
              .formatted(length, tokens.limit(), config.language().context()));
    }
    return tokens;
  }

  /** The most tokens that the answer may have: an allowed one is never cut off. */
  int limit() {
    return allowed.map(AnswerTrie::longest).orElse(request.maxNewTokens());
  }

  private static FeatureMap image(GenerationRequest request, int index, ModelConfig.Vision vision) {
    if (index < 0 || index >= request.images().size()) {
      throw new IllegalArgumentException(
          "the prompt shows image %d, the request has %d images"
              .formatted(index, request.images().size()));
    }
    FeatureMap map = request.images().get(index);
    if (map.tokens() != vision.tokens() || map.width() != vision.width()) {
      throw new IllegalArgumentException(
          "image %d has a feature map of %d x %d, the model's encoder makes %d x %d"
              .formatted(index, map.tokens(), map.width(), vision.tokens(), vision.width()));
    }
    return map;
  }

  private static Optional<AnswerTrie> trie(
      List<String> answers, Tokenizer tokenizer, ModelConfig config) {
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    Map<String, int[]> tokens = new LinkedHashMap<>();
    answers.forEach(answer -> tokens.put(answer, tokenizer.encodeAnswer(answer)));
    return Optional.of(AnswerTrie.of(tokens, config.language().eos()));
  }
}
