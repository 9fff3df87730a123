package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassificationTest {

  private static final List<String> CLASSES = List.of("Fire", "Flood", "Traffic jam");

  @Test
  void rowsAreTruthsAndColumnsAnswersWithAColumnForTheRest() {
    Classification scores =
        Classification.of(
            CLASSES,
            List.of("Fire", "Fire", "Fire", "Flood", "Traffic jam"),
            List.of("fire.", "Flood", "smoke", "FLOOD", "traffic  jam"));
    assertThat(scores.confusion())
        .containsExactly(List.of(1, 1, 0, 1), List.of(0, 1, 0, 0), List.of(0, 0, 1, 0));
    assertThat(scores.count()).isEqualTo(5);
    assertThat(scores.perClass())
        .containsExactly(
            new Classification.ClassScore("Fire", 3, 1, 1, 1.0 / 3, 0.5),
            new Classification.ClassScore("Flood", 1, 2, 0.5, 1, 2.0 / 3),
            new Classification.ClassScore("Traffic jam", 1, 1, 1, 1, 1));
  }

  @Test
  void aClassWithoutSamplesOrAnswersHasNoFigures() {
    Classification scores = Classification.of(CLASSES, List.of("Fire"), List.of("Fire"));
    assertThat(scores.perClass().get(1).recall()).isNaN();
    assertThat(scores.perClass().get(1).precision()).isNaN();
    assertThat(scores.perClass().get(1).f1()).isNaN();
  }

  @Test
  void itEqualsCountingSampleBySample() {
    Random random = new Random(9);
    List<String> answerable = List.of("fire", "flood", "traffic jam", "concert");
    for (int round = 0; round < 50; round++) {
      List<String> truths = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        truths.add(CLASSES.get(random.nextInt(3)));
        answers.add(answerable.get(random.nextInt(4)));
      }
      Classification scores = Classification.of(CLASSES, truths, answers);
      int truePositives = 0;
      int falsePositives = 0;
      int falseNegatives = 0;
      for (int i = 0; i < 40; i++) {
        boolean isFlood = truths.get(i).equals("Flood");
        boolean saidFlood = answers.get(i).equals("flood");
        truePositives += isFlood && saidFlood ? 1 : 0;
        falsePositives += !isFlood && saidFlood ? 1 : 0;
        falseNegatives += isFlood && !saidFlood ? 1 : 0;
      }
      Classification.ClassScore flood = scores.perClass().get(1);
      double precision = (double) truePositives / (truePositives + falsePositives);
      double recall = (double) truePositives / (truePositives + falseNegatives);
      assertThat(flood.precision()).isEqualTo(precision);
      assertThat(flood.recall()).isEqualTo(recall);
      if (truePositives > 0) {
        assertThat(flood.f1())
            .isCloseTo(2 * precision * recall / (precision + recall), within(1e-12));
      }
    }
  }

  @Test
  void aTruthOutsideTheClassesIsRefused() {
    assertThatThrownBy(() -> Classification.of(CLASSES, List.of("Fire", "Fog"), List.of("", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 1, \"Fog\"");
    assertThatThrownBy(() -> Classification.of(List.of("a b", "A  b!"), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there twice");
    assertThatThrownBy(() -> Classification.of(CLASSES, List.of("Fire"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 truths and 0 answers");
  }
}
