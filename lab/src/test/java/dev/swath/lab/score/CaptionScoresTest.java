package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptionScoresTest {

  private final List<Caption> captions = new RandomCaptions(5, 10).captions(20);
  private final CaptionScores scores = scores(captions);

  @Test
  void theOrderOfTheCaptionsAndOfTheirReferencesDoesNotMatter() {
    Random random = new Random(6);
    List<Caption> shuffled = new ArrayList<>();
    for (Caption caption : captions) {
      List<List<String>> references = new ArrayList<>(caption.references());
      Collections.shuffle(references, random);
      shuffled.add(new Caption(caption.hypothesis(), references));
    }
    Collections.shuffle(shuffled, random);
    CaptionScores other = scores(shuffled);
    for (CaptionMetric metric : CaptionMetric.values()) {
      assertThat(other.corpus().get(metric)).isCloseTo(scores.corpus().get(metric), within(1e-12));
    }
  }

  @Test
  void everyScoreIsWithinItsRange() {
    for (int i = 0; i < scores.count(); i++) {
      scores
          .example(i)
          .forEach(
              (metric, score) ->
                  assertThat(score)
                      .as(metric.title())
                      .isBetween(0.0, metric == CaptionMetric.CIDER_D ? 10.0 : 1.0));
    }
  }

  @Test
  void aSelectionIsScoredAsTheCorpusItIs() {
    int[] selection = {3, 7, 7, 11};
    CaptionScores selected = scores(IntStream.of(selection).mapToObj(captions::get).toList());
    for (CaptionMetric metric : CaptionMetric.values()) {
      // CIDEr-D keeps the document frequencies of the whole test set.
      if (metric != CaptionMetric.CIDER_D) {
        assertThat(scores.over(metric, selection))
            .as(metric.title())
            .isCloseTo(selected.corpus().get(metric), within(1e-12));
      }
    }
  }

  @Test
  void ciderOfTheCorpusIsTheMeanOverItsExamples() {
    double mean =
        IntStream.range(0, scores.count())
            .mapToDouble(i -> scores.example(i).get(CaptionMetric.CIDER_D))
            .average()
            .orElseThrow();
    assertThat(scores.corpus().get(CaptionMetric.CIDER_D)).isCloseTo(mean, within(1e-12));
  }

  @Test
  void aCorpusGetsABootstrapInterval() {
    Interval interval =
        Bootstrap.DEFAULT.statistic(
            scores.count(), indices -> scores.over(CaptionMetric.BLEU_1, indices));
    assertThat(interval.value()).isEqualTo(scores.corpus().get(CaptionMetric.BLEU_1));
    assertThat(interval.low()).isLessThan(interval.value());
    assertThat(interval.high()).isGreaterThan(interval.value());
  }

  @Test
  void listsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> CaptionScores.of(List.of("a", "b"), List.of(List.of("a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 hypotheses and 1 lists");
    assertThatThrownBy(() -> CaptionScores.of(List.of("a"), List.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hypothesis 0 has no reference");
  }

  private static CaptionScores scores(List<Caption> captions) {
    return CaptionScores.of(
        captions.stream().map(caption -> String.join(" ", caption.hypothesis())).toList(),
        captions.stream()
            .map(c -> c.references().stream().map(words -> String.join(" ", words)).toList())
            .toList());
  }
}
