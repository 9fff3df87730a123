package dev.swath.lab.score;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * METEOR with the published formula and English parameters of version 1.5 (Denkowski and Lavie,
 * 2014: alpha 0.85, beta 0.20, gamma 0.60, delta 0.75; weights of exact matches 1.0, stems 0.6,
 * synonyms 0.8).
 *
 * <p>It is a variant, and {@link #VARIANT} says so: there is no paraphrase table, the function
 * words are our own short list ({@link FunctionWords}), and synonyms are those of WordNet 3.1 where
 * the published program has an older WordNet. So a figure is comparable to others of this class,
 * and only roughly to published ones.
 *
 * <p>Of several references the best-scoring counts. A corpus is scored on its captions' summed
 * counts, as the program's final score is.
 */
final class Meteor {

  static final String VARIANT = "METEOR (exact, stem, synonym; no paraphrases)";

  private static final double ALPHA = 0.85;
  private static final double BETA = 0.20;
  private static final double GAMMA = 0.60;
  private static final double DELTA = 0.75;

  private final Aligner aligner;

  Meteor(WordMatcher words) {
    aligner = new Aligner(words);
  }

  /** The one with WordNet, which is read when this is first called. */
  static Meteor english() {
    return English.INSTANCE;
  }

  private static final class English {
    static final Meteor INSTANCE = new Meteor(new WordMatcher(Synonyms.wordNet()));
  }

  /**
   * What one caption adds to the sums of a corpus. Words weigh delta, function words 1 - delta;
   * matched words also their kind of match.
   *
   * @param chunks runs of matches that are adjacent in both; 0 if the two are word for word aligned
   *     in one run, which costs nothing
   */
  record Counts(
      double hypothesisMatched,
      double hypothesisTotal,
      double referenceMatched,
      double referenceTotal,
      int matches,
      int chunks) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          hypothesisMatched + other.hypothesisMatched,
          hypothesisTotal + other.hypothesisTotal,
          referenceMatched + other.referenceMatched,
          referenceTotal + other.referenceTotal,
          matches + other.matches,
          chunks + other.chunks);
    }

    double score() {
      if (matches == 0) {
        return 0;
      }
      double precision = hypothesisMatched / hypothesisTotal;
      double recall = referenceMatched / referenceTotal;
      double mean = precision * recall / (ALPHA * precision + (1 - ALPHA) * recall);
      double fragmentation = (double) chunks / matches;
      return mean * (1 - GAMMA * Math.pow(fragmentation, BETA));
    }
  }

  Counts count(Caption caption) {
    return caption.references().stream()
        .map(reference -> count(caption.hypothesis(), reference))
        .max(Comparator.comparingDouble(Counts::score))
        .orElseThrow();
  }

  private Counts count(List<String> hypothesis, List<String> reference) {
    Aligner.Alignment alignment = aligner.align(hypothesis, reference);
    double hypothesisMatched = 0;
    double referenceMatched = 0;
    for (Aligner.Link link : alignment.links()) {
      double weight = link.match().weight();
      hypothesisMatched += weight * weight(hypothesis.get(link.hypothesis()));
      referenceMatched += weight * weight(reference.get(link.reference()));
    }
    int matches = alignment.links().size();
    boolean whole =
        alignment.chunks() == 1 && matches == hypothesis.size() && matches == reference.size();
    return new Counts(
        hypothesisMatched,
        hypothesis.stream().mapToDouble(Meteor::weight).sum(),
        referenceMatched,
        reference.stream().mapToDouble(Meteor::weight).sum(),
        matches,
        whole ? 0 : alignment.chunks());
  }

  private static double weight(String word) {
    return FunctionWords.contains(word) ? 1 - DELTA : DELTA;
  }

  /** The score of all these captions together. */
  static double score(Collection<Counts> captions) {
    return captions.stream().reduce(Counts.NONE, Counts::plus).score();
  }
}
