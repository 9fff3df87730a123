package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BleuTest {

  @Test
  void aCorpusEqualToItsReferencesScoresOne() {
    List<String> words = List.of("many", "planes", "are", "parked", "here");
    Bleu.Counts counts = Bleu.count(new Caption(words, List.of(List.of("a", "plane"), words)));
    for (int order = 1; order <= Caption.ORDERS; order++) {
      assertThat(Bleu.score(order, List.of(counts))).isCloseTo(1, within(1e-8));
    }
  }

  @Test
  void aWordCountsOnlyAsOftenAsInOneReference() {
    // The example of the BLEU paper: seven times "the" against two.
    List<List<String>> references =
        List.of(
            List.of("the", "cat", "is", "on", "the", "mat"),
            List.of("there", "is", "a", "cat", "on", "the", "mat"));
    Bleu.Counts counts = Bleu.count(new Caption(Collections.nCopies(7, "the"), references));
    assertThat(Bleu.score(1, List.of(counts))).isCloseTo(2.0 / 7, within(1e-8));
  }

  @Test
  void ofTwoEquallyCloseReferencesTheShorterSetsTheLength() {
    Caption caption =
        new Caption(
            List.of("a", "b", "c"), List.of(List.of("a", "b", "c", "d"), List.of("a", "b")));
    assertThat(Bleu.count(caption).referenceLength()).isEqualTo(2);
  }

  @Test
  void anEmptyHypothesisScoresNothing() {
    Bleu.Counts counts = Bleu.count(new Caption(List.of(), List.of(List.of("a", "b"))));
    assertThat(Bleu.score(1, List.of(counts))).isZero();
  }

  @Test
  void itEqualsTheTextbookOnRandomCorpora() {
    RandomCaptions random = new RandomCaptions(1, 6);
    for (int round = 0; round < 50; round++) {
      List<Caption> corpus = random.captions(10);
      List<Bleu.Counts> counts = corpus.stream().map(Bleu::count).toList();
      for (int order = 1; order <= Caption.ORDERS; order++) {
        double textbook = textbook(order, corpus);
        // The evaluator's tiny constant shows where there is no match at all.
        double tolerance = textbook == 0 ? 1e-3 : 1e-6;
        assertThat(Bleu.score(order, counts)).isCloseTo(textbook, within(tolerance));
      }
    }
  }

  /** Modified precision by looking for every n-gram everywhere, geometric mean by logarithms. */
  private static double textbook(int order, List<Caption> corpus) {
    double logs = 0;
    for (int n = 1; n <= order; n++) {
      double correct = 0;
      double guessed = 0;
      for (Caption caption : corpus) {
        List<List<String>> guesses = ngrams(n, caption.hypothesis());
        guessed += guesses.size();
        for (List<String> ngram : new HashSet<>(guesses)) {
          int most = 0;
          for (List<String> reference : caption.references()) {
            most = Math.max(most, Collections.frequency(ngrams(n, reference), ngram));
          }
          correct += Math.min(most, Collections.frequency(guesses, ngram));
        }
      }
      logs += Math.log(correct / guessed) / order;
    }
    int length = corpus.stream().mapToInt(caption -> caption.hypothesis().size()).sum();
    int closest = corpus.stream().mapToInt(BleuTest::closest).sum();
    return Math.exp(logs + Math.min(0, 1 - (double) closest / length));
  }

  private static int closest(Caption caption) {
    int length = caption.hypothesis().size();
    for (int difference = 0; ; difference++) {
      for (int candidate : new int[] {length - difference, length + difference}) {
        if (caption.references().stream().anyMatch(words -> words.size() == candidate)) {
          return candidate;
        }
      }
    }
  }

  private static List<List<String>> ngrams(int n, List<String> words) {
    List<List<String>> ngrams = new ArrayList<>();
    for (int i = 0; i + n <= words.size(); i++) {
      ngrams.add(words.subList(i, i + n));
    }
    return ngrams;
  }
}
