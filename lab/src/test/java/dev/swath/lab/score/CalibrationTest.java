package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void aSmallCaseEqualsTheSumsByHand() {
    Calibration scores =
        Calibration.of(
            new double[] {0.9, 0.7, 0.3, 1}, new boolean[] {true, false, false, true}, 2);
    assertThat(scores.bins()).hasSize(2);
    Calibration.Bin low = scores.bins().get(0);
    Calibration.Bin high = scores.bins().get(1);
    assertThat(low.count()).isEqualTo(1);
    assertThat(low.gap()).isCloseTo(0.3, within(1e-12));
    assertThat(high.from()).isEqualTo(0.5);
    assertThat(high.count()).isEqualTo(3);
    assertThat(high.confidence()).isCloseTo(2.6 / 3, within(1e-12));
    assertThat(high.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(scores.expectedError()).isCloseTo(0.25 * 0.3 + 0.75 * (0.6 / 3), within(1e-12));
    assertThat(scores.brier()).isCloseTo((0.01 + 0.49 + 0.09 + 0) / 4, within(1e-12));
    assertThat(
            Temperature.ONE.negativeLogLikelihood(
                new double[] {0.9, 0.7, 0.3, 1}, new boolean[] {true, false, false, true}))
        .isCloseTo(-(Math.log(0.9) + Math.log(0.3) + Math.log(0.7)) / 4, within(1e-6));
  }

  @Test
  void binsWithoutSamplesAreLeftOut() {
    Calibration scores = Calibration.of(new double[] {0.99, 0.98}, new boolean[] {true, true});
    assertThat(scores.bins()).hasSize(1);
    assertThat(scores.bins().get(0).to()).isEqualTo(1);
  }

  @Test
  void honestConfidencesAreCalibratedAndBoastsAreNot() {
    Simulation honest = new Simulation(20_000, 1);
    Simulation boasting = new Simulation(20_000, 3);
    assertThat(Calibration.of(honest.probabilities, honest.right).expectedError()).isLessThan(0.02);
    assertThat(Calibration.of(boasting.probabilities, boasting.right).expectedError())
        .isGreaterThan(0.1);
  }

  @Test
  void theFitFindsTheTemperatureOfSimulatedAnswers() {
    for (double temperature : new double[] {0.5, 1, 1.7, 3}) {
      Simulation simulation = new Simulation(50_000, temperature);
      Temperature fitted = Temperature.fit(simulation.probabilities, simulation.right);
      assertThat(fitted.value()).isCloseTo(temperature, within(0.05 * temperature));
    }
  }

  @Test
  void theFitIsTheBestOfAFineGrid() {
    Simulation simulation = new Simulation(200, 2);
    Temperature fitted = Temperature.fit(simulation.probabilities, simulation.right);
    double least = fitted.negativeLogLikelihood(simulation.probabilities, simulation.right);
    for (double t = 0.05; t < 20; t += 0.01) {
      Temperature other = new Temperature(t);
      assertThat(other.negativeLogLikelihood(simulation.probabilities, simulation.right))
          .isGreaterThanOrEqualTo(least - 1e-12);
    }
  }

  @Test
  void aFittedTemperatureCalibratesAndKeepsTheOrder() {
    Simulation simulation = new Simulation(20_000, 3);
    Temperature fitted = Temperature.fit(simulation.probabilities, simulation.right);
    double[] corrected = new double[simulation.probabilities.length];
    for (int i = 0; i < corrected.length; i++) {
      corrected[i] = fitted.apply(simulation.probabilities[i]);
    }
    assertThat(Calibration.of(corrected, simulation.right).expectedError()).isLessThan(0.02);
    assertThat(fitted.apply(0.9)).isBetween(0.5, 0.9);
    assertThat(fitted.apply(0.5)).isEqualTo(0.5);
    assertThat(fitted.apply(0.1)).isCloseTo(1 - fitted.apply(0.9), within(1e-12));
    assertThat(Temperature.ONE.apply(0.3)).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void logitsAndProbabilitiesFitTheSame() {
    Simulation simulation = new Simulation(500, 2);
    double[] logits = new double[500];
    for (int i = 0; i < logits.length; i++) {
      double p = simulation.probabilities[i];
      logits[i] = Math.log(p / (1 - p));
    }
    assertThat(Temperature.fitLogits(logits, simulation.right).value())
        .isCloseTo(
            Temperature.fit(simulation.probabilities, simulation.right).value(), within(1e-5));
  }

  @Test
  void whereNothingCanBeLearntTheTemperatureStaysOrEndsAtItsLimit() {
    double[] even = {0.5, 0.5};
    assertThat(Temperature.fit(even, new boolean[] {true, false})).isEqualTo(Temperature.ONE);
    double[] sure = {0.9, 0.8};
    assertThat(Temperature.fit(sure, new boolean[] {true, true}).value())
        .isCloseTo(0.01, within(0.05));
    assertThat(Temperature.fit(sure, new boolean[] {false, false}).value())
        .isCloseTo(100, within(1e-3));
    double[] certain = {1, 0, 1};
    assertThat(Temperature.fit(certain, new boolean[] {true, false, false}).value()).isFinite();
  }

  @Test
  void whatIsNoConfidenceIsRefused() {
    assertThatThrownBy(() -> Calibration.of(new double[] {0.5, 1.5}, new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 1")
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> Temperature.fit(new double[] {Double.NaN}, new boolean[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Calibration.of(new double[3], new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 answers and 3");
    assertThatThrownBy(() -> Temperature.fit(new double[0], new boolean[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Temperature(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Answers that are right as often as their honest probability says; shown with T times the logit.
   */
  private static final class Simulation {

    final double[] probabilities;
    final boolean[] right;

    Simulation(int samples, double temperature) {
      Random random = new Random(10);
      probabilities = new double[samples];
      right = new boolean[samples];
      for (int i = 0; i < samples; i++) {
        double logit = 0.5 + 1.5 * random.nextGaussian();
        right[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit));
        probabilities[i] = 1 / (1 + Math.exp(-logit * temperature));
      }
    }
  }
}
