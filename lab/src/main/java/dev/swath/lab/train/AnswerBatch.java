package dev.swath.lab.train;

import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prompts with the answers to learn, as the training network takes them: B rows of T tokens, the
 * shorter ones padded behind their end, where no token of theirs looks.
 *
 * @param ids [B, T]
 * @param images [n, N, C] of all rows in their order
 * @param at for each projected token its place in the flattened ids
 * @param targets [B, T]: the token that follows, where it is the answer's or its end; elsewhere
 *     {@link #IGNORED}
 */
public record AnswerBatch(
    int rows, int length, long[] ids, Floats images, long[] at, long[] targets) {

  /** Lengths are multiples of it: in bf16 a product of a size that is new is compiled first. */
  private static final int STEP = 16;

  /** The target of a token that does not count for the loss. */
  public static final long IGNORED = -100;

  /**
   * One row.
   *
   * @param answer its tokens, the end of sequence included
   * @param images what the prompt shows, in its order
   */
  public record Row(PromptTokens prompt, long[] answer, List<FeatureMap> images) {

    /**
     * @param end the end of sequence's token
     */
    public static Row of(PromptTokens prompt, int[] answer, int end, List<FeatureMap> images) {
      long[] ended = new long[answer.length + 1];
      for (int i = 0; i < answer.length; i++) {
        ended[i] = answer[i];
      }
      ended[answer.length] = end;
      return new Row(prompt, ended, images);
    }

    int length() {
      return prompt.ids().length + answer.length;
    }
  }

  /**
   * @param context the longest row that the model takes
   */
  public static AnswerBatch of(List<Row> rows, int context) {
    int needed = rows.stream().mapToInt(Row::length).max().orElseThrow();
    int longest = Math.max(needed, Math.min(context, (needed + STEP - 1) / STEP * STEP));
    long[] ids = new long[rows.size() * longest];
    long[] targets = new long[rows.size() * longest];
    Arrays.fill(targets, IGNORED);
    List<Long> at = new ArrayList<>();
    List<FeatureMap> images = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      int first = r * longest;
      long[] prompt = row.prompt().ids();
      System.arraycopy(prompt, 0, ids, first, prompt.length);
      System.arraycopy(row.answer(), 0, ids, first + prompt.length, row.answer().length);
      // Token t predicts token t + 1: the last of the prompt predicts the first of the answer.
      System.arraycopy(row.answer(), 0, targets, first + prompt.length - 1, row.answer().length);
      for (long place : row.prompt().places()) {
        at.add(first + place);
      }
      images.addAll(row.images());
    }
    return new AnswerBatch(
        rows.size(),
        longest,
        ids,
        images.isEmpty()
            ? new Floats(new long[] {0, 0, 0}, new float[0])
            : FeatureMap.stack(images),
        at.stream().mapToLong(Long::longValue).toArray(),
        targets);
  }

  /** How many tokens count for the loss. */
  public long answerTokens() {
    return Arrays.stream(targets).filter(target -> target != IGNORED).count();
  }

  /** Adds ids, images and places to a call. */
  public TorchCall addInputs(TorchCall call) {
    return call.longs(ids, rows, length)
        .floats(images.values(), images.shape())
        .longs(at, at.length);
  }

  /** Adds ids, images, places and targets to a call. */
  public TorchCall addTo(TorchCall call) {
    return addInputs(call).longs(targets, rows, length);
  }
}
