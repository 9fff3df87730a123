package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CiderDTest {

  private static final List<String> PLANES = List.of("many", "planes", "are", "parked", "here");
  private static final List<String> TREES = List.of("a", "forest", "of", "green", "trees");

  @Test
  void aHypothesisEqualToItsOnlyReferenceScoresTen() {
    Caption planes = new Caption(PLANES, List.of(PLANES));
    Caption trees = new Caption(TREES, List.of(TREES));
    CiderD cider = new CiderD(List.of(planes, trees));
    assertThat(cider.score(planes)).isCloseTo(10, within(1e-12));
    assertThat(cider.score(trees)).isCloseTo(10, within(1e-12));
  }

  @Test
  void wordsOfEveryDocumentAreWorthNothing() {
    Caption planes = new Caption(List.of("a"), List.of(List.of("a", "plane")));
    Caption trees = new Caption(List.of("a"), List.of(List.of("a", "tree")));
    assertThat(new CiderD(List.of(planes, trees)).score(planes)).isZero();
  }

  @Test
  void repeatingAWordDoesNotHelp() {
    List<String> reference = List.of("two", "planes", "on", "a", "runway");
    Caption once = new Caption(List.of("two", "planes"), List.of(reference));
    Caption often = new Caption(List.of("planes", "planes"), List.of(reference));
    CiderD cider = new CiderD(List.of(once, new Caption(TREES, List.of(TREES))));
    assertThat(cider.score(often)).isLessThan(cider.score(once));
  }

  @Test
  void itEqualsTheFormulaOnRandomCorpora() {
    RandomCaptions random = new RandomCaptions(3, 8);
    for (int round = 0; round < 20; round++) {
      List<Caption> corpus = random.captions(8);
      CiderD cider = new CiderD(corpus);
      for (Caption caption : corpus) {
        assertThat(cider.score(caption)).isCloseTo(formula(caption, corpus), within(1e-9));
      }
    }
  }

  /** The paper's sums over every n-gram of the corpus, looked up by linear search. */
  private static double formula(Caption caption, List<Caption> corpus) {
    double sum = 0;
    for (List<String> reference : caption.references()) {
      double difference =
          Math.max(0, caption.hypothesis().size() - 1) - Math.max(0, reference.size() - 1);
      double penalty = Math.exp(-difference * difference / 72);
      for (int n = 1; n <= 4; n++) {
        List<List<String>> mine = ngrams(n, caption.hypothesis());
        List<List<String>> theirs = ngrams(n, reference);
        Set<List<String>> all = new HashSet<>(mine);
        all.addAll(theirs);
        double product = 0;
        double mineSquared = 0;
        double theirsSquared = 0;
        for (List<String> ngram : all) {
          double idf = inverseDocumentFrequency(ngram, corpus);
          double a = Collections.frequency(mine, ngram) * idf;
          double b = Collections.frequency(theirs, ngram) * idf;
          product += Math.min(a, b) * b;
          mineSquared += a * a;
          theirsSquared += b * b;
        }
        if (mineSquared > 0 && theirsSquared > 0) {
          sum += penalty * product / Math.sqrt(mineSquared * theirsSquared);
        }
      }
    }
    return 10 * sum / 4 / caption.references().size();
  }

  private static double inverseDocumentFrequency(List<String> ngram, List<Caption> corpus) {
    long documents =
        corpus.stream()
            .filter(
                caption ->
                    caption.references().stream()
                        .anyMatch(words -> Collections.indexOfSubList(words, ngram) >= 0))
            .count();
    return Math.log(corpus.size() / (double) Math.max(1, documents));
  }

  private static List<List<String>> ngrams(int n, List<String> words) {
    List<List<String>> ngrams = new ArrayList<>();
    for (int i = 0; i + n <= words.size(); i++) {
      ngrams.add(words.subList(i, i + n));
    }
    return ngrams;
  }
}
