package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private final Random random = new Random(7);

  @Test
  void theIntervalOfAMeanIsThatOfTheNormalDistribution() {
    double[] values = random.doubles(400).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double half = 1.96 * Math.sqrt(variance / values.length);
    Interval interval = new Bootstrap(5000, 0.95, 1).mean(values);
    assertThat(interval.value()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - half, within(0.1 * half));
    assertThat(interval.high()).isCloseTo(mean + half, within(0.1 * half));
  }

  @Test
  void aboutNineteenOfTwentyIntervalsHoldTheTruth() {
    Random draws = new Random(8);
    Bootstrap bootstrap = new Bootstrap(400, 0.95, 1);
    int held = 0;
    for (int experiment = 0; experiment < 500; experiment++) {
      double[] values =
          IntStream.range(0, 100).mapToDouble(i -> draws.nextDouble() < 0.7 ? 1 : 0).toArray();
      Interval interval = bootstrap.mean(values);
      held += interval.low() <= 0.7 && 0.7 <= interval.high() ? 1 : 0;
    }
    assertThat(held / 500.0).isBetween(0.91, 0.98);
  }

  @Test
  void oneSeedGivesOneInterval() {
    double[] values = random.doubles(50).toArray();
    assertThat(Bootstrap.DEFAULT.mean(values)).isEqualTo(Bootstrap.DEFAULT.mean(values));
    assertThat(new Bootstrap(1000, 0.95, 2).mean(values))
        .isNotEqualTo(Bootstrap.DEFAULT.mean(values));
  }

  @Test
  void groupsThatAgreeWidenTheInterval() {
    // Ten samples of each image with one and the same value: really 40 samples, not 400.
    double[] ofImages = random.doubles(40).toArray();
    double[] values = IntStream.range(0, 400).mapToDouble(i -> ofImages[i / 10]).toArray();
    List<String> images = IntStream.range(0, 400).mapToObj(i -> "image " + i / 10).toList();
    Interval alone = Bootstrap.DEFAULT.mean(values);
    Interval grouped =
        Bootstrap.DEFAULT.grouped(
            images, indices -> IntStream.of(indices).mapToDouble(i -> values[i]).sum() / 400);
    assertThat(grouped.value()).isCloseTo(alone.value(), within(1e-12));
    double wider = (grouped.high() - grouped.low()) / (alone.high() - alone.low());
    assertThat(wider).isCloseTo(Math.sqrt(10), within(0.5));
  }

  @Test
  void aResampleDrawsAsManySamplesAsThereAre() {
    Bootstrap.DEFAULT.statistic(
        30,
        indices -> {
          assertThat(indices).hasSize(30);
          assertThat(IntStream.of(indices)).allMatch(i -> i >= 0 && i < 30);
          return 0;
        });
  }

  @Test
  void resamplesWithoutAFigureDoNotCount() {
    double[] values = {Double.NaN, 1, 2};
    Interval interval = Bootstrap.DEFAULT.statistic(3, indices -> values[indices[0]]);
    assertThat(interval.low()).isEqualTo(1);
    assertThat(interval.high()).isEqualTo(2);
    Interval none = Bootstrap.DEFAULT.statistic(3, indices -> Double.NaN);
    assertThat(none.low()).isNaN();
    assertThat(none.high()).isNaN();
  }

  @Test
  void whatCannotBeResampledIsRefused() {
    assertThatThrownBy(() -> Bootstrap.DEFAULT.mean(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no sample");
    Stream.of(0.0, 1.0, Double.NaN)
        .forEach(
            level ->
                assertThatThrownBy(() -> new Bootstrap(10, level, 1))
                    .isInstanceOf(IllegalArgumentException.class));
  }
}
