package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.imagery.TileKey;
import dev.swath.lab.instruct.CoverSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real data, where it lies beside the checkout; its splits must hold. */
class SharedDataTest {

  private static final Path DATA = Path.of("../../shared/data");

  @BeforeAll
  static void dataIsThere() {
    assumeTrue(Files.isDirectory(DATA), "no data at " + DATA + ": skipped");
  }

  @Test
  void aPlaceIsEitherTrainedOnOrTestedOnAtAllItsDates() throws IOException {
    TileSeries series =
        TileSeries.read("Landsat", TileSeries.Sensor.LANDSAT, DATA.resolve("scenes/landsat"), 96);
    Set<TileKey> train = keys(series.train());
    Set<TileKey> test = keys(series.test());
    assertThat(train).isNotEmpty().doesNotContainAnyElementsOf(test);
    assertThat(test).isNotEmpty();
    assertThat(series.train()).allSatisfy(place -> assertThat(place.acquisitions()).hasSize(8));
    assertThat(CoverSamples.pairs(series.test()))
        .anyMatch(pair -> pair.change().changed())
        .anyMatch(pair -> !pair.change().changed());
  }

  @Test
  void everyClassOfTheDatasetsHasItsWords() throws IOException {
    SceneClasses words = SceneClasses.load();
    ImageClasses eurosat =
        ImageClasses.read("EuroSAT", DATA.resolve("eurosat.zip"), Splits::byHash, 8);
    ImageClasses ucm = ImageClasses.read("UC Merced", DATA.resolve("ucm.zip"), Splits::ucMerced, 8);
    for (ImageClasses data : List.of(eurosat, ucm)) {
      for (int label = 0; label < data.classes().size(); label++) {
        assertThat(words.meaning(data, label).scenes()).isNotEmpty();
      }
    }
    assertThat(eurosat.train().size() + eurosat.validation().size() + eurosat.test().size())
        .isEqualTo(27_000 - 3);
    assertThat(eurosat.test()).hasSizeBetween(5_200, 5_600);
    assertThat(eurosat.validation()).hasSizeBetween(1_250, 1_450);
    assertThat(ucm.validation()).hasSize(210);
    assertThat(ucm.test()).hasSize(210);
  }

  private static Set<TileKey> keys(Iterable<TileSeries.Place> places) {
    Set<TileKey> keys = new HashSet<>();
    places.forEach(place -> keys.add(place.key()));
    return keys;
  }
}
