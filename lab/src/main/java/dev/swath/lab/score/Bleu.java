package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * BLEU-1 to BLEU-4 (Papineni et al., 2002) as the COCO-caption evaluator computes them: n-gram
 * counts clipped by the largest count in any one reference, the reference of the closest length for
 * the brevity penalty (the shorter of two equally close), no smoothing but two tiny constants.
 */
final class Bleu {

  // The evaluator's constants: they keep a score of nothing at 0 instead of undefined.
  private static final double TINY = 1e-15;
  private static final double SMALL = 1e-9;

  private Bleu() {}

  /**
   * What one caption adds to the sums of a corpus.
   *
   * @param correct clipped matches of n-grams of 1, 2, 3 and 4 words
   * @param guessed n-grams of the hypothesis, likewise
   * @param length words of the hypothesis
   * @param referenceLength words of the reference of the closest length
   */
  record Counts(List<Integer> correct, List<Integer> guessed, int length, int referenceLength) {}

  static Counts count(Caption caption) {
    List<Map<List<String>, Integer>> references =
        caption.references().stream().map(Caption::ngrams).toList();
    Integer[] correct = new Integer[Caption.ORDERS];
    Arrays.fill(correct, 0);
    Caption.ngrams(caption.hypothesis())
        .forEach(
            (ngram, count) -> {
              int most =
                  references.stream().mapToInt(r -> r.getOrDefault(ngram, 0)).max().orElse(0);
              correct[ngram.size() - 1] += Math.min(count, most);
            });
    int length = caption.hypothesis().size();
    List<Integer> guessed = new ArrayList<>();
    for (int n = 1; n <= Caption.ORDERS; n++) {
      guessed.add(Math.max(0, length - n + 1));
    }
    return new Counts(
        List.of(correct), List.copyOf(guessed), length, closest(length, caption.references()));
  }

  private static int closest(int length, List<List<String>> references) {
    int closest = references.get(0).size();
    for (List<String> reference : references) {
      int size = reference.size();
      int nearer = Integer.compare(Math.abs(size - length), Math.abs(closest - length));
      if (nearer < 0 || nearer == 0 && size < closest) {
        closest = size;
      }
    }
    return closest;
  }

  /** BLEU of n-grams up to {@code order} (1 to 4) words over all these captions together. */
  static double score(int order, Collection<Counts> captions) {
    double length = 0;
    double referenceLength = 0;
    for (Counts caption : captions) {
      length += caption.length();
      referenceLength += caption.referenceLength();
    }
    double product = 1;
    for (int n = 0; n < order; n++) {
      double correct = 0;
      double guessed = 0;
      for (Counts caption : captions) {
        correct += caption.correct().get(n);
        guessed += caption.guessed().get(n);
      }
      product *= (correct + TINY) / (guessed + SMALL);
    }
    double ratio = (length + TINY) / (referenceLength + SMALL);
    double brevityPenalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
    return Math.pow(product, 1.0 / order) * brevityPenalty;
  }
}
