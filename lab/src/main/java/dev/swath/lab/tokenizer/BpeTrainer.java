package dev.swath.lab.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Trains a byte-level BPE tokenizer (Sennrich et al. 2016, "Neural Machine Translation of Rare
 * Words with Subword Units", on bytes as in GPT-2). The same texts and counts give the same
 * tokenizer, whatever the order of the map.
 */
public final class BpeTrainer {

  /** The special tokens, whose ids are their places here: LLaMA's. */
  static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");

  /** A pair that is seen only once in the whole corpus says nothing about other text. */
  private static final long LEAST_COUNT = 2;

  private BpeTrainer() {}

  /**
   * Learns the merges of the most frequent pairs until the vocabulary is full, or until no pair is
   * left that occurs twice; then the tokenizer is smaller than asked.
   *
   * @param textCounts each distinct text and how often it occurs
   * @param vocabularySize the most tokens, the three special ones and the 256 bytes included
   * @throws IllegalArgumentException if the size leaves no room for the bytes, or a count is below
   *     one
   */
  public static TrainedTokenizer train(Map<String, Integer> textCounts, int vocabularySize) {
    int least = SPECIAL.size() + ByteAlphabet.BYTES;
    if (vocabularySize < least) {
      throw new IllegalArgumentException(
          "a vocabulary of " + vocabularySize + " is too small; it needs at least " + least);
    }
    List<String> tokens = new ArrayList<>(SPECIAL);
    for (int value = 0; value < ByteAlphabet.BYTES; value++) {
      tokens.add(ByteAlphabet.symbol(value));
    }
    Map<String, Integer> ids = new HashMap<>();
    for (int id = SPECIAL.size(); id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }

    PairCounts pairs = new PairCounts();
    pieceCounts(textCounts).forEach((piece, count) -> pairs.add(firstIds(piece), count));
    // A pair can come back after its merge, through another pair that spells one of its tokens; it
    // is merged again at its old rank, as an encoder would.
    Set<TrainedTokenizer.Merge> merges = new LinkedHashSet<>();
    while (tokens.size() < vocabularySize) {
      PairCounts.Pair best = pairs.mostFrequent();
      if (best == null || best.count() < LEAST_COUNT) {
        break;
      }
      String left = tokens.get(best.left());
      String right = tokens.get(best.right());
      // Two pairs may spell one token (a+bc, ab+c): both merge to the one id.
      Integer merged = ids.putIfAbsent(left + right, tokens.size());
      if (merged == null) {
        merged = tokens.size();
        tokens.add(left + right);
      }
      merges.add(new TrainedTokenizer.Merge(left, right));
      pairs.merge(best, merged);
    }
    return new TrainedTokenizer(tokens, List.copyOf(merges));
  }

  private static Map<String, Long> pieceCounts(Map<String, Integer> textCounts) {
    Map<String, Long> counts = new TreeMap<>();
    textCounts.forEach(
        (text, count) -> {
          if (count < 1) {
            throw new IllegalArgumentException(
                "the text \"" + text + "\" has the count " + count + "; counts begin at 1");
          }
          ByteAlphabet.pieces(text).forEach(piece -> counts.merge(piece, (long) count, Long::sum));
        });
    return counts;
  }

  private static int[] firstIds(String piece) {
    int[] ids = ByteAlphabet.bytes(piece);
    for (int i = 0; i < ids.length; i++) {
      ids[i] += SPECIAL.size();
    }
    return ids;
  }
}
