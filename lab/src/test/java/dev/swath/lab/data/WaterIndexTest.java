package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.imagery.TileBands;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaterIndexTest {

  @Test
  void theIndexComparesGreenWithNearInfrared() {
    assertThat(WaterIndex.of(3, 1)).isCloseTo(0.5, within(1e-6));
    assertThat(WaterIndex.of(1, 3)).isCloseTo(-0.5, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"-0.3, 0.8, 0.2", "-0.3, 0.3, 0.2", "0.0, 0.8, 0.2", "-0.4, 0.7, 0.03"})
  void theValleyLiesBetweenLandAndWaterWhateverTheirLevels(
      double land, double water, double waterShare) {
    Random random = new Random(2);
    float[] green = new float[10_000];
    float[] nir = new float[green.length];
    for (int i = 0; i < green.length; i++) {
      double middle = random.nextDouble() < waterShare ? water : land;
      double index = Math.max(-0.9, Math.min(0.9, middle + 0.06 * random.nextGaussian()));
      green[i] = (float) (100 * (1 + index));
      nir[i] = (float) (100 * (1 - index));
    }
    green[0] = Float.NaN;
    nir[0] = Float.NaN;
    TileBands scene = new TileBands(100, List.of("green", "nir"), new float[][] {green, nir}, 1);
    double valley = WaterIndex.valley(List.of(scene));
    assertThat(valley).isBetween(land + 0.15, water - 0.1);
  }
}
