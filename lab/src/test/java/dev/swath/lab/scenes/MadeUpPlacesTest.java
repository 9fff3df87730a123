package dev.swath.lab.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.data.CoverChange;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MadeUpPlacesTest {

  private static final int SIZE = 24;
  private static final TileSeries SERIES = MadeUpPlaces.series(12, SIZE);

  @Test
  void aSceneIsWhollyOnOneSide() {
    Set<Integer> train = scenes(SERIES.train());
    assertThat(train).isNotEmpty().doesNotContainAnyElementsOf(scenes(SERIES.test()));
    assertThat(train).doesNotContainAnyElementsOf(scenes(SERIES.validation()));
    assertThat(all()).hasSize(12 * 12);
  }

  @Test
  void theSameNumberGivesTheSamePlaces() {
    Acquisition one = SERIES.train().get(0).acquisitions().get(1);
    Acquisition again = MadeUpPlaces.series(12, SIZE).train().get(0).acquisitions().get(1);
    assertThat(again.cover()).isEqualTo(one.cover());
    assertThat(again.image().rgb()).isEqualTo(one.image().rgb());
  }

  @Test
  void placesChangeAndStayInManyWays() {
    Set<Object> kinds = new HashSet<>();
    int unchanged = 0;
    for (Place place : all()) {
      List<Acquisition> dates = place.acquisitions();
      CoverChange change =
          CoverChange.measure(dates.get(0).cover(), dates.get(2).cover(), SIZE, Crop.whole(SIZE));
      if (change.changed()) {
        kinds.add(change.kind().orElseThrow());
      } else {
        unchanged++;
      }
    }
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(4);
    assertThat(unchanged).isBetween(20, 124);
  }

  private static List<Place> all() {
    List<Place> all = new ArrayList<>();
    Stream.of(SERIES.train(), SERIES.validation(), SERIES.test()).forEach(all::addAll);
    return all;
  }

  private static Set<Integer> scenes(List<Place> places) {
    Set<Integer> scenes = new HashSet<>();
    places.forEach(place -> scenes.add(place.key().x() / RandomGround.COLUMNS));
    return scenes;
  }
}
