package dev.swath.vlm.decoding;

import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.text.AnswerTrie;
import dev.swath.vlm.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
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
 * @param keys for each place what stands there: a token's id, or a number that tells the image and
 *     which of its tokens it is, by a hash of its features. Prompts with equal keys are taken for
 *     equal
 */
record RequestTokens(
    GenerationRequest request,
    long[] ids,
    List<FeatureMap> images,
    long[] places,
    long[] keys,
    Optional<AnswerTrie> allowed) {

  /** Above all token ids. */
  private static final long IMAGE_KEY = 1L << 62;

  /** Odd, and with bits in no order: 2^64 over the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

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
        of(request, prompt, images, trie(request.allowedAnswers(), tokenizer, config));
    // Not their sum, which may be beyond an int.
    if (tokens.limit() > config.language().context() - length) {
      throw new IllegalArgumentException(
          "a prompt of %d tokens and an answer of up to %d do not fit the model's context of %d"
              .formatted(length, tokens.limit(), config.language().context()));
    }
    return tokens;
  }

  /**
   * @param images the feature maps in the order of the prompt
   */
  static RequestTokens of(
      GenerationRequest request,
      PromptTokens prompt,
      List<FeatureMap> images,
      Optional<AnswerTrie> allowed) {
    long[] keys = keys(prompt, images);
    return new RequestTokens(request, prompt.ids(), images, prompt.places(), keys, allowed);
  }

  private static long[] keys(PromptTokens prompt, List<FeatureMap> images) {
    long[] keys = prompt.ids().clone();
    int perImage = images.isEmpty() ? 1 : prompt.places().length / images.size();
    for (int image = 0; image < images.size(); image++) {
      long content = hash(images.get(image).values());
      for (int i = 0; i < perImage; i++) {
        keys[(int) prompt.places()[image * perImage + i]] = (content + i) | IMAGE_KEY;
      }
    }
    return keys;
  }

  /** Four hashes in turn, so that a processor need not wait for one product to begin the next. */
  private static long hash(float[] values) {
    long a = values.length;
    long b = 1;
    long c = 2;
    long d = 3;
    int i = 0;
    for (; i + 4 <= values.length; i += 4) {
      a = mix(a, values[i]);
      b = mix(b, values[i + 1]);
      c = mix(c, values[i + 2]);
      d = mix(d, values[i + 3]);
    }
    for (; i < values.length; i++) {
      a = mix(a, values[i]);
    }
    return ((a * FACTOR ^ b) * FACTOR ^ c) * FACTOR ^ d;
  }

  private static long mix(long hash, float value) {
    long mixed = (hash ^ Float.floatToRawIntBits(value)) * FACTOR;
    return mixed ^ mixed >>> 32;
  }

  int length() {
    return ids.length;
  }

  /** Places in the cache that prompt and answer need. */
  int space() {
    return ids.length + limit();
  }

  /** How many places from the beginning on are the same in both, no image in parts. */
  int shared(RequestTokens other) {
    int end = Arrays.mismatch(keys, other.keys);
    return end < 0 ? keys.length : beforeImage(end);
  }

  /** The place itself, or, within an image, that of the image's first token. */
  int beforeImage(int place) {
    int at = Arrays.binarySearch(places, place);
    return at < 0 ? place : (int) places[at - at % perImage()];
  }

  /** The place itself, or, within an image, the first behind the image. */
  int behindImage(int place) {
    int first = beforeImage(place);
    return first == place ? place : first + perImage();
  }

  /** Places of an image; there must be one. */
  int perImage() {
    return places.length / images.size();
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
