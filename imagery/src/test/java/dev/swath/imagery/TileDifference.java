package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Compares tiles that were cut in two ways. */
final class TileDifference {
  private TileDifference() {}

  /** The largest difference in grey levels; fails if they are not the same tiles. */
  static int largest(List<Tile> tiles, List<Tile> others) {
    assertThat(tiles).isNotEmpty();
    assertThat(others).extracting(Tile::key).isEqualTo(tiles.stream().map(Tile::key).toList());
    int largest = 0;
    for (int i = 0; i < tiles.size(); i++) {
      byte[] rgb = tiles.get(i).rgb();
      byte[] other = others.get(i).rgb();
      assertThat(other).hasSameSizeAs(rgb);
      assertThat(others.get(i).validFraction()).isEqualTo(tiles.get(i).validFraction());
      for (int j = 0; j < rgb.length; j++) {
        largest = Math.max(largest, Math.abs((rgb[j] & 255) - (other[j] & 255)));
      }
    }
    return largest;
  }
}
