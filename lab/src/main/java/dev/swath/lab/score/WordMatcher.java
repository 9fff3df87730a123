package dev.swath.lab.score;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import opennlp.tools.stemmer.snowball.SnowballStemmer;

/**
 * Whether two words match: the same, else of one stem (Snowball's English stemmer, Porter's
 * second), else synonyms. Words are lower case. Safe for use by several threads.
 */
final class WordMatcher {

  private final Synonyms synonyms;
  private final Map<String, String> stems = new ConcurrentHashMap<>();

  WordMatcher(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  Optional<WordMatch> match(String a, String b) {
    if (a.equals(b)) {
      return Optional.of(WordMatch.EXACT);
    }
    if (stem(a).equals(stem(b))) {
      return Optional.of(WordMatch.STEM);
    }
    return synonyms.share(a, b) ? Optional.of(WordMatch.SYNONYM) : Optional.empty();
  }

  private String stem(String word) {
    // A stemmer keeps state, so each word gets its own; the results are kept.
    return stems.computeIfAbsent(
        word, w -> new SnowballStemmer(SnowballStemmer.ALGORITHM.ENGLISH).stem(w).toString());
  }
}
