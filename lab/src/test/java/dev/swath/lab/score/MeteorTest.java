package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeteorTest {

  private final WordMatcher words = new WordMatcher(Synonyms.wordNet());
  private final Aligner aligner = new Aligner(words);
  private final Meteor meteor = new Meteor(words);

  @Test
  void wordsMatchExactlyByStemOrByMeaning() {
    assertThat(words.match("plane", "plane")).contains(WordMatch.EXACT);
    assertThat(words.match("parking", "parked")).contains(WordMatch.STEM);
    assertThat(words.match("airplane", "plane")).contains(WordMatch.SYNONYM);
    assertThat(words.match("airplanes", "plane")).contains(WordMatch.SYNONYM);
    assertThat(words.match("been", "was")).contains(WordMatch.SYNONYM);
    assertThat(words.match("river", "runway")).isEmpty();
    assertThat(words.match("%", "&")).isEmpty();
    assertThat(words.match("area1", "area2")).isEmpty();
  }

  @Test
  void equalSentencesScoreOne() {
    assertThat(score("many planes are parked here", "many planes are parked here"))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void theFormulaIsThePublishedOne() {
    // Content words weigh 0.75, function words 0.25. "the" and "river" match, in one chunk of two;
    // 1 of 1.75 is matched in the hypothesis and 1 of 1 in the reference.
    double precision = 1 / 1.75;
    double mean = precision * 1 / (0.85 * precision + 0.15 * 1);
    double penalty = 0.60 * Math.pow(1.0 / 2, 0.20);
    assertThat(score("the river bends", "the river"))
        .isCloseTo(mean * (1 - penalty), within(1e-12));
  }

  @Test
  void aWeakerMatchCountsLess() {
    double exact = score("a large plane", "a large plane outside");
    double synonym = score("a large airplane", "a large plane outside");
    double stem = score("a large planing", "a large planed outside");
    double none = score("a large river", "a large plane outside");
    assertThat(exact).isGreaterThan(synonym);
    assertThat(synonym).isGreaterThan(stem);
    assertThat(stem).isGreaterThan(none);
  }

  @Test
  void theBestReferenceCounts() {
    List<String> references = List.of("some trees", "a plane", "a river");
    assertThat(meteor.count(Caption.of("a plane", references)).score()).isCloseTo(1, within(1e-12));
  }

  @Test
  void nothingInCommonScoresNothing() {
    assertThat(score("plane", "river")).isZero();
    assertThat(score("", "river")).isZero();
  }

  @Test
  void theAlignmentWithTheFewestChunksIsFound() {
    // A greedy search from the left links the first "the" to the first "the": three chunks.
    Aligner.Alignment alignment =
        aligner.align(
            List.of("the", "river", "near", "trees"),
            List.of("the", "road", "and", "the", "river", "near", "trees"));
    assertThat(alignment.chunks()).isEqualTo(1);
    assertThat(alignment.links()).extracting(Aligner.Link::reference).containsExactly(3, 4, 5, 6);
  }

  @Test
  void theBeamFindsWhatAnExhaustiveSearchFinds() {
    RandomCaptions random = new RandomCaptions(4, 3);
    for (int round = 0; round < 200; round++) {
      List<String> hypothesis = random.words(1, 6);
      List<String> reference = random.words(1, 6);
      Aligner.Alignment alignment = aligner.align(hypothesis, reference);
      int[] best = exhaustive(hypothesis, reference, 0, 0, -2, 0, 0);
      assertThat(alignment.links()).hasSize(best[0]);
      assertThat(alignment.chunks()).as("%s / %s", hypothesis, reference).isEqualTo(best[1]);
    }
  }

  /** The most links of equal words and, with them, the fewest chunks, over all alignments. */
  private static int[] exhaustive(
      List<String> hypothesis,
      List<String> reference,
      int position,
      int used,
      int last,
      int links,
      int chunks) {
    if (position == hypothesis.size()) {
      return new int[] {links, chunks};
    }
    int[] best = exhaustive(hypothesis, reference, position + 1, used, -2, links, chunks);
    for (int j = 0; j < reference.size(); j++) {
      if ((used >> j & 1) == 0 && reference.get(j).equals(hypothesis.get(position))) {
        int more = last + 1 == j ? chunks : chunks + 1;
        int[] tried =
            exhaustive(hypothesis, reference, position + 1, used | 1 << j, j, links + 1, more);
        if (tried[0] > best[0] || tried[0] == best[0] && tried[1] < best[1]) {
          best = tried;
        }
      }
    }
    return best;
  }

  private double score(String hypothesis, String reference) {
    return meteor.count(Caption.of(hypothesis, List.of(reference))).score();
  }
}
