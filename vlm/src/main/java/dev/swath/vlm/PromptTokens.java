package dev.swath.vlm;

import dev.swath.vlm.text.Tokenizer;
import java.util.Arrays;

/**
 * A tokenized prompt as the network takes it.
 *
 * @param ids each image widened to as many places as it has tokens behind the projector
 * @param places for each projected token its index in {@code ids}, in the order of the prompt
 */
public record PromptTokens(long[] ids, long[] places) {

  /**
   * @param perImage tokens an image has behind the projector
   */
  public static PromptTokens of(Prompt prompt, Tokenizer tokenizer, int perImage) {
    return of(tokenizer.encode(prompt), perImage);
  }

  /**
   * @param tokens ids with {@link Tokenizer#IMAGE} for an image
   */
  public static PromptTokens of(int[] tokens, int perImage) {
    int images = (int) Arrays.stream(tokens).filter(id -> id == Tokenizer.IMAGE).count();
    long[] ids = new long[tokens.length + images * (perImage - 1)];
    long[] places = new long[images * perImage];
    int to = 0;
    int place = 0;
    for (int id : tokens) {
      if (id == Tokenizer.IMAGE) {
        for (int i = 0; i < perImage; i++) {
          places[place++] = to++;
        }
      } else {
        ids[to++] = id;
      }
    }
    return new PromptTokens(ids, places);
  }
}
