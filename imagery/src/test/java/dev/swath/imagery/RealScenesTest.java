package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real scenes, when they lie beside the repository: what made-up files cannot show. */
class RealScenesTest {
  private static final Path SCENES = Path.of("../../shared/data/scenes");

  /** What the Java reader gives, which takes a while. */
  private static final Map<Path, List<Tile>> TILES = new LinkedHashMap<>();

  @ParameterizedTest
  @CsvSource({"landsat, 8, 13, 84", "naip, 10, 16, 99"})
  void everyDateOfASeriesHasTheSameTiles(String series, int dates, int zoom, int tiles)
      throws IOException {
    assumeThat(SCENES.resolve(series)).isDirectory();
    Set<Set<TileKey>> keys = new HashSet<>();
    for (Path file : items(series)) {
      List<Tile> cut = tiles(file);

      assertThat(cut)
          .hasSize(tiles)
          .allMatch(tile -> contrast(tile) > 0)
          .allMatch(tile -> tile.key().z() == zoom);
      keys.add(new HashSet<>(cut.stream().map(Tile::key).toList()));
    }
    assertThat(items(series)).hasSize(dates);
    assertThat(keys).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"landsat", "naip"})
  void gdalCutsTheSameTiles(String series) throws IOException {
    assumeThat(SCENES.resolve(series)).isDirectory();
    RasterReader gdal = GdalWriter.assumeGdal();
    for (Path file : items(series)) {
      assertThat(TileDifference.largest(tiles(file), cut(file, gdal)))
          .as(file.toString())
          .isLessThanOrEqualTo(1);
    }
  }

  private static List<Tile> tiles(Path file) throws IOException {
    if (!TILES.containsKey(file)) {
      TILES.put(file, cut(file, RasterReader.java()));
    }
    return TILES.get(file);
  }

  private static List<Tile> cut(Path file, RasterReader reader) throws IOException {
    try (RasterScene scene =
        RasterScene.open(StacItem.read(file), AssetSource.trusting(), reader)) {
      return new SceneTiler(scene, 64).tiles().toList();
    }
  }

  private static int contrast(Tile tile) {
    int min = 255;
    int max = 0;
    for (byte value : tile.rgb()) {
      min = Math.min(min, value & 255);
      max = Math.max(max, value & 255);
    }
    return max - min;
  }

  private static List<Path> items(String series) throws IOException {
    try (Stream<Path> files = Files.list(SCENES.resolve(series))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
