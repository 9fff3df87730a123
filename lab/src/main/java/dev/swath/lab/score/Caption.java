package dev.swath.lab.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A generated caption beside its one or more references, all as words. */
record Caption(List<String> hypothesis, List<List<String>> references) {

  /** The longest n-gram that BLEU and CIDEr-D look at. */
  static final int ORDERS = 4;

  Caption {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("a caption needs at least one reference");
    }
    hypothesis = List.copyOf(hypothesis);
    references = references.stream().map(List::copyOf).toList();
  }

  static Caption of(String hypothesis, List<String> references) {
    return new Caption(Tokens.of(hypothesis), references.stream().map(Tokens::of).toList());
  }

  /** How often each n-gram of 1 to {@link #ORDERS} words occurs. */
  static Map<List<String>, Integer> ngrams(List<String> words) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int n = 1; n <= ORDERS; n++) {
      for (int start = 0; start + n <= words.size(); start++) {
        counts.merge(words.subList(start, start + n), 1, Integer::sum);
      }
    }
    return counts;
  }
}
