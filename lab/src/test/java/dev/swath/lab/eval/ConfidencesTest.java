package dev.swath.lab.eval;

import static dev.swath.lab.eval.FakeAnswerer.example;
import static dev.swath.lab.eval.FakeAnswerer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.report.TestResult.Reliability;
import dev.swath.vlm.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidencesTest {

  /** Answers that are right as often as sigmoid(logit(p) / T) says. */
  private static Confidences simulated(double temperature, int count) {
    Random random = new Random(11);
    double[] logs = new double[count];
    boolean[] right = new boolean[count];
    for (int i = 0; i < count; i++) {
      double logit = 3 * random.nextGaussian() + 1;
      logs[i] = -Math.log1p(Math.exp(-logit));
      right[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit / temperature));
    }
    return new Confidences(logs, right);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void aKnownTemperatureIsFoundAgain(double temperature) {
    assertThat(simulated(temperature, 40_000).temperature())
        .isCloseTo(temperature, within(0.05 * temperature));
  }

  @Test
  void certainAnswersDoNotBreakTheFit() {
    double[] logs = {0, 0, 0, Math.log(0.9), Math.log(0.4)};
    boolean[] right = {true, true, false, true, false};
    assertThat(new Confidences(logs, right).temperature()).isBetween(1.0, 100.0);
  }

  @Test
  void withoutAWrongAnswerThereIsNoTemperature() {
    Confidences all = new Confidences(new double[] {-1, -2}, new boolean[] {true, true});
    assertThatThrownBy(all::temperature).hasMessageContaining("2 of 2 are right");
  }

  @Test
  void theCalibrationErrorIsTheMeanGapOfTheBins() {
    double[] logs = {Math.log(0.9), Math.log(0.9), Math.log(0.1), Math.log(0.1)};
    boolean[] right = {true, false, false, false};
    Reliability reliability = new Confidences(logs, right).reliability(Math::exp);
    // Gaps of 0.4 (0.9 against one of two) and 0.1, with half of the answers each.
    assertThat(reliability.ece()).isCloseTo(0.25, within(1e-9));
    assertThat(reliability.brier()).isCloseTo((0.01 + 0.81 + 0.01 + 0.01) / 4, within(1e-9));
    assertThat(reliability.bins()).hasSize(2);
  }

  @Test
  void theFittedCalibrationLowersTheErrorAndNamesItsWeights() {
    Confidences simulated = simulated(3, 5_000);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < simulated.count(); i++) {
      examples.add(example("" + i, "", simulated.right()[i] ? "yes" : "no"));
    }
    FakeAnswerer answerer =
        FakeAnswerer.of(
            e -> reply("yes", Math.exp(simulated.logProbability()[Integer.parseInt(e.id())])));
    Suite suite =
        new Suite(
            "tiny",
            List.of(
                SuiteTest.of("questions", Scoring.BALANCED, examples),
                SuiteTest.of("captions", Scoring.CAPTIONS, examples.subList(0, 2))),
            List.of());
    Calibration fitted = CalibrationFit.fit(suite, answerer, Integer.MAX_VALUE);
    assertThat(fitted.temperature()).isCloseTo(3, within(0.3));
    assertThat(fitted.count()).isEqualTo(5_000);
    assertThat(fitted.eceAfter()).isLessThan(fitted.eceBefore() / 2);
    assertThat(fitted.fittedOn()).isEqualTo("tiny, validation split");
    assertThat(List.of(fitted.encoder(), fitted.language(), fitted.adapterFingerprint()))
        .containsExactly("e1", "m1", "a1");
  }

  @Test
  void aModelIsToBeAskedAsMoreOfItsAnswersAreRight() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      examples.add(example("" + i, "", "yes"));
    }
    Suite suite =
        new Suite("tiny", List.of(SuiteTest.of("q", Scoring.BALANCED, examples)), List.of());
    FakeAnswerer misledByClues =
        new FakeAnswerer(
            e -> reply(e.id().equals("0") ? "no" : "yes", 0.9),
            e -> reply(Integer.parseInt(e.id()) < 5 ? "no" : "yes", 0.6));
    FakeAnswerer helpedByClues = new FakeAnswerer(misledByClues.with(), misledByClues.without());
    assertThat(CalibrationFit.fit(suite, misledByClues, 10).wantsClues()).isFalse();
    assertThat(CalibrationFit.fit(suite, helpedByClues, 10).wantsClues()).isTrue();
    assertThat(CalibrationFit.fit(suite, misledByClues, 10).temperature())
        .isEqualTo(CalibrationFit.fit(suite, helpedByClues, 10).temperature());
  }
}
