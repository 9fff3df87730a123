package dev.swath.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileKeysTest {

  @Test
  void theWholeWorldIsOneTile() {
    TileKeys.Bounds world = TileKeys.bounds("0/0/0");

    assertThat(world.west()).isEqualTo(-180);
    assertThat(world.east()).isEqualTo(180);
    // The square's edge, arctan(sinh(pi)).
    assertThat(world.north()).isCloseTo(85.0511287798066, within(1e-9));
    assertThat(world.south()).isCloseTo(-85.0511287798066, within(1e-9));
  }

  @Test
  void rowsCountFromTheNorth() {
    TileKeys.Bounds northWest = TileKeys.bounds("1/0/0");

    assertThat(northWest.west()).isEqualTo(-180);
    assertThat(northWest.east()).isZero();
    assertThat(northWest.south()).isCloseTo(0, within(1e-9));
    assertThat(northWest.north()).isPositive();
  }

  @Test
  void aRingIsClosedAndCounterClockwise() {
    var ring = TileKeys.ring("12/2105/1346");

    assertThat(ring).hasSize(5);
    assertThat(ring.get(4)).isEqualTo(ring.get(0));
    double area = 0;
    for (int i = 0; i < 4; i++) {
      area +=
          ring.get(i).get(0) * ring.get(i + 1).get(1) - ring.get(i + 1).get(0) * ring.get(i).get(1);
    }
    assertThat(area).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1/2", "a/b/c", "1/2/0", "1/0/2", "31/0/0", "-1/0/0", "1/0/0/0", "1/ 0/0"})
  void whatIsNoTileIsRefused(String tile) {
    assertThatThrownBy(() -> TileKeys.bounds(tile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + tile + "'");
  }
}
