package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * METEOR's alignment of two sentences: each word is linked to one word of the other at most; of all
 * such alignments that with the most links, then the fewest chunks, then the heaviest kinds of
 * match, then the shortest distances between linked positions. A beam search over the words of the
 * hypothesis, as in METEOR, so long sentences of many repeated words may miss the best one.
 */
final class Aligner {

  private static final int BEAM = 40;

  private static final Comparator<Alignment> BEST_FIRST =
      Comparator.<Alignment>comparingInt(alignment -> -alignment.links().size())
          .thenComparingInt(Alignment::chunks)
          .thenComparingDouble(alignment -> -alignment.weight())
          .thenComparingInt(Alignment::distance);

  private final WordMatcher words;

  Aligner(WordMatcher words) {
    this.words = words;
  }

  /** Word {@code hypothesis} of the one matches word {@code reference} of the other. */
  record Link(int hypothesis, int reference, WordMatch match) {}

  /**
   * An alignment of the words seen so far.
   *
   * @param links by position in the hypothesis
   * @param chunks runs of links that are adjacent in both sentences
   * @param weight the sum over the links' kinds
   * @param distance the sum of the differences of linked positions
   */
  record Alignment(List<Link> links, int chunks, double weight, int distance) {

    static final Alignment EMPTY = new Alignment(List.of(), 0, 0, 0);

    boolean uses(int reference) {
      for (Link link : links) {
        if (link.reference() == reference) {
          return true;
        }
      }
      return false;
    }

    Alignment with(Link link) {
      List<Link> longer = new ArrayList<>(links);
      longer.add(link);
      boolean adjacent = false;
      if (!links.isEmpty()) {
        Link last = links.get(links.size() - 1);
        adjacent =
            last.hypothesis() + 1 == link.hypothesis() && last.reference() + 1 == link.reference();
      }
      return new Alignment(
          longer,
          chunks + (adjacent ? 0 : 1),
          weight + link.match().weight(),
          distance + Math.abs(link.hypothesis() - link.reference()));
    }
  }

  Alignment align(List<String> hypothesis, List<String> reference) {
    List<Alignment> beam = List.of(Alignment.EMPTY);
    for (int i = 0; i < hypothesis.size(); i++) {
      List<Link> candidates = candidates(i, hypothesis.get(i), reference);
      if (candidates.isEmpty()) {
        continue;
      }
      List<Alignment> next = new ArrayList<>(beam);
      for (Alignment alignment : beam) {
        for (Link link : candidates) {
          if (!alignment.uses(link.reference())) {
            next.add(alignment.with(link));
          }
        }
      }
      next.sort(BEST_FIRST);
      beam = next.subList(0, Math.min(BEAM, next.size()));
    }
    return beam.get(0);
  }

  private List<Link> candidates(int position, String word, List<String> reference) {
    List<Link> candidates = new ArrayList<>();
    for (int j = 0; j < reference.size(); j++) {
      Optional<WordMatch> match = words.match(word, reference.get(j));
      if (match.isPresent()) {
        candidates.add(new Link(position, j, match.get()));
      }
    }
    return candidates;
  }
}
