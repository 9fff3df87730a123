package dev.swath.lab.train;

import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.TorchCall;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The small transformer decoder of {@link ChangeCaptioning}: its weights, its input, and what it
 * costs. It reads the fused features of a pair through cross attention; its head is its embedding.
 */
final class CaptionDecoder {

  static final int HEADS = 4;
  static final int LAYERS = 2;

  private static final int WIDTH = 256;
  private static final int MLP_WIDTH = 4 * WIDTH;

  private CaptionDecoder() {}

  /**
   * Names to shapes.
   *
   * @param longest tokens of a caption, its end included
   */
  static Map<String, long[]> weights(ModelConfig config, int longest) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("decoder.embed_tokens.weight", new long[] {config.language().vocabulary(), WIDTH});
    shapes.put("decoder.position_embedding.weight", new long[] {longest, WIDTH});
    norm(shapes, "decoder.memory_norm", config.vision().width());
    linear(shapes, "decoder.memory", WIDTH, config.vision().width());
    for (int i = 0; i < LAYERS; i++) {
      String layer = "decoder.layers." + i + ".";
      for (String attention : List.of("self_attn.", "cross_attn.")) {
        for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
          linear(shapes, layer + attention + part, WIDTH, WIDTH);
        }
      }
      linear(shapes, layer + "fc1", MLP_WIDTH, WIDTH);
      linear(shapes, layer + "fc2", WIDTH, MLP_WIDTH);
      for (String norm : List.of("norm1", "norm2", "norm3")) {
        norm(shapes, layer + norm, WIDTH);
      }
    }
    norm(shapes, "decoder.norm", WIDTH);
    return shapes;
  }

  private static void linear(Map<String, long[]> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  private static void norm(Map<String, long[]> shapes, String name, long width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }

  /**
   * Adds captions to a call: ids [B, T] with the beginning of sequence in front, and targets [B,
   * T], the token behind each, the end of sequence behind the last.
   */
  static void add(
      TorchCall call, List<int[]> captions, int longest, ModelConfig.Language language) {
    int rows = captions.size();
    long[] ids = new long[rows * longest];
    long[] targets = new long[rows * longest];
    Arrays.fill(targets, AnswerBatch.IGNORED);
    for (int row = 0; row < rows; row++) {
      int[] caption = captions.get(row);
      int at = row * longest;
      ids[at] = language.bos();
      for (int t = 0; t < caption.length; t++) {
        ids[at + t + 1] = caption[t];
        targets[at + t] = caption[t];
      }
      targets[at + caption.length] = language.eos();
    }
    call.longs(ids, rows, longest).longs(targets, rows, longest);
  }

  /** Floating point operations of the forward pass, counted as in {@link NetworkFlops}. */
  static double flops(ModelConfig config, double rows, double tokens) {
    double memory = config.vision().tokens();
    double square = (double) WIDTH * WIDTH;
    // Four products for the words themselves, two for them over the memory, and the MLP's two.
    double word = LAYERS * (2 * (4 * square + 2 * square + 2 * WIDTH * MLP_WIDTH));
    double attention = LAYERS * 4.0 * WIDTH * (tokens / 2 + memory);
    double head = 2.0 * WIDTH * config.language().vocabulary();
    double seen = 2.0 * config.vision().width() * WIDTH + LAYERS * 2 * 2 * square;
    return rows * (tokens * (word + attention + head) + memory * seen);
  }
}
