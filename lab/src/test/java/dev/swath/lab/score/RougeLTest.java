package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RougeLTest {

  @Test
  void theSubsequenceEqualsTheLongestOfAllThatThereAre() {
    RandomCaptions random = new RandomCaptions(2, 4);
    for (int round = 0; round < 200; round++) {
      List<String> a = random.words(0, 9);
      List<String> b = random.words(0, 9);
      assertThat(RougeL.longestCommonSubsequence(a, b)).isEqualTo(longestOfAll(a, b));
    }
  }

  /** Tries every subset of one sentence's words. */
  private static int longestOfAll(List<String> a, List<String> b) {
    int longest = 0;
    for (int subset = 0; subset < 1 << a.size(); subset++) {
      int at = 0;
      for (String word : b) {
        while (at < a.size() && (subset >> at & 1) == 0) {
          at++;
        }
        if (at < a.size() && a.get(at).equals(word)) {
          at++;
        }
      }
      boolean found = at >= a.size() || subset >> at == 0;
      longest = found ? Math.max(longest, Integer.bitCount(subset)) : longest;
    }
    return longest;
  }

  @Test
  void precisionAndRecallComeFromDifferentReferencesIfThatIsBest() {
    // Precision 2/3 against the first (2 of 3 words), recall 1 against the second (1 of 1).
    Caption caption =
        new Caption(List.of("a", "b", "c"), List.of(List.of("a", "b", "d", "e"), List.of("c")));
    double expected = (1 + 1.44) * (2.0 / 3) * 1 / (1 + 1.44 * (2.0 / 3));
    assertThat(RougeL.score(caption)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void nothingInCommonScoresNothing() {
    assertThat(RougeL.score(new Caption(List.of("a"), List.of(List.of("b"))))).isZero();
    assertThat(RougeL.score(new Caption(List.of(), List.of(List.of("b"))))).isZero();
  }
}
