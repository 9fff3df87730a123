package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TileGridTest {

  @Test
  void aKnownPlaceLiesInItsKnownTile() {
    // The Brandenburg Gate, as every slippy map shows it.
    assertThat(TileGrid.at(13.3777, 52.5163, 16)).hasToString("16/35203/21493");
    assertThat(TileGrid.at(-180, 85.06, 3)).hasToString("3/0/0");
    assertThat(TileGrid.at(180, -85.06, 3)).hasToString("3/7/7");
  }

  @Test
  void theWholeWorldIsOneTile() {
    GeoBox world = new TileKey(0, 0, 0).geoBox();

    assertThat(world.west()).isEqualTo(-180);
    assertThat(world.east()).isEqualTo(180);
    assertThat(world.north()).isCloseTo(85.0511287798066, within(1e-9));
    assertThat(world.south()).isCloseTo(-85.0511287798066, within(1e-9));
  }

  @Test
  void aKeyIsReadAsItIsWritten() {
    assertThat(TileKey.parse("16/35203/21493")).isEqualTo(new TileKey(16, 35203, 21493));
    for (String bad : new String[] {"", "1/2", "1/2/3/4", "a/b/c", "1/2/0", "-1/0/0", "99/0/0"}) {
      assertThatThrownBy(() -> TileKey.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void degreesAndMetresAreInverse() {
    assertThat(TileGrid.latitude(TileGrid.y(-8.4))).isCloseTo(-8.4, within(1e-12));
    assertThat(TileGrid.longitude(TileGrid.x(-74.5))).isCloseTo(-74.5, within(1e-12));
    assertThat(TileGrid.y(85.0511287798066)).isCloseTo(20037508.342789, within(1e-3));
  }

  @Test
  void theZoomIsTheNearestInOctaves() {
    TileGrid grid = new TileGrid(256);
    // A 256-pixel tile at zoom 0 has 156543.03 m a pixel at the equator.
    assertThat(grid.zoom(156543.03 / 1024, 0)).isEqualTo(10);
    assertThat(grid.zoom(156543.03 / 1024 * 1.40, 0)).isEqualTo(10);
    assertThat(grid.zoom(156543.03 / 1024 * 1.43, 0)).isEqualTo(9);
    assertThat(grid.zoom(156543.03 / 1024 / 2, 60)).isEqualTo(10);
    assertThat(new TileGrid(64).zoom(156543.03 / 1024, 0)).isEqualTo(12);
  }

  @Test
  void aRingIsClosedAndRunsCounterClockwise() {
    var ring = new TileKey(3, 4, 2).ring();

    assertThat(ring).hasSize(5);
    assertThat(ring.get(0)).isEqualTo(ring.get(4));
    double area = 0;
    for (int i = 0; i < 4; i++) {
      area +=
          ring.get(i).get(0) * ring.get(i + 1).get(1) - ring.get(i + 1).get(0) * ring.get(i).get(1);
    }
    assertThat(area).isPositive();
  }

  @Test
  void tilesThatLieTogetherAreGroupedUpToAWidthInPixels() {
    List<TileKey> tiles = TileGrid.covering(new GeoBox(10, 40, 11, 41), 12);
    for (int size : new int[] {64, 384, 2048}) {
      List<List<TileKey>> groups = new TileGrid(size).groups(tiles);
      int side = Math.max(1, size == 384 ? 2 : 1024 / size);

      assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(tiles);
      assertThat(groups)
          .allSatisfy(
              group ->
                  assertThat(group)
                      .allMatch(tile -> tile.x() / side == group.get(0).x() / side)
                      .allMatch(tile -> tile.y() / side == group.get(0).y() / side));
      assertThat(groups.stream().map(g -> List.of(g.get(0).x() / side, g.get(0).y() / side)))
          .doesNotHaveDuplicates();
    }
  }
}
