package dev.swath.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.bench.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark itself, on so few observations that its figures mean nothing. */
class ScalingTest {

  private static final Path MODEL = Path.of("../models/swath-compact");

  @Test
  void theExponentOfAPowerIsThatPower() {
    List<Integer> numbers = List.of(1, 2, 4, 8);
    assertThat(WorkFigure.exponent(numbers, List.of(3.0, 6.0, 12.0, 24.0)))
        .isCloseTo(1, within(1e-9));
    assertThat(WorkFigure.exponent(numbers, List.of(1.0, 4.0, 16.0, 64.0)))
        .isCloseTo(2, within(1e-9));
    Figure figure = WorkFigure.figure(numbers, List.of(3.0, 5.0, 9.0, 16.0));
    assertThat(figure.status()).isEqualTo("reported");
    // 3 s a tile at first, 2 s at last
    assertThat(figure.note()).contains("3.0, 5.0, 9.0, 16.0 s", "efficiency 1.50");
  }

  @Test
  void speedUpAndEfficiencyAreThoseOfOneInstance() {
    List<Figure> figures =
        InstancesFigures.figures(List.of(1, 2, 4), 100, List.of(10.0, 6.25, 5.0));
    assertThat(figures)
        .extracting(figure -> figure.ratio().orElseThrow())
        .containsExactly(1.6, 2.0);
    assertThat(figures.get(0).note()).contains("efficiency 0.80");
    assertThat(figures.get(1).note()).contains("efficiency 0.50");
    assertThat(figures.get(1).measured()).isEqualTo("20.0 observations/s");
  }

  @Test
  void everyObservationIsAnsweredWhenThereAreMoreAndMore() throws IOException {
    Figure figure = WorkFigure.measure(MODEL, 1, 1, text -> {});
    assertThat(figure.name()).isEqualTo("cost against work, 1 to 8 observations");
    assertThat(figure.ratio().orElseThrow()).isFinite();
  }

  @Test
  void everyObservationIsAnsweredByTwoProcesses() throws IOException {
    List<Figure> figures = InstancesFigures.measure(MODEL, List.of(1, 2), 4, 2, text -> {});
    assertThat(figures).hasSize(1);
    assertThat(figures.get(0).ratio().orElseThrow()).isPositive().isFinite();
  }
}
