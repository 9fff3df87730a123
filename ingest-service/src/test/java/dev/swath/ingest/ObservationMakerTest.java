package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.AssetSource;
import dev.swath.imagery.GeoTiffWriter;
import dev.swath.imagery.Png;
import dev.swath.imagery.RasterReader;
import dev.swath.imagery.RasterScene;
import dev.swath.imagery.SceneException;
import dev.swath.imagery.SceneTiler;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.Tile;
import dev.swath.imagery.TileGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObservationMakerTest {
  private static final int SIZE = 2600;
  private static final int TILE = 64;
  private static final List<Task> ASKED = List.of(Task.newBuilder().setName("caption").build());

  @TempDir Path folder;
  private StacItem item;
  private Path raster;

  /** Several groups of tiles, of which most hold no data. */
  @BeforeEach
  void writeSparseScene() throws IOException {
    Random random = new Random(4);
    float[][] bands = new float[3][SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      boolean data = (i % SIZE / 200 + i / SIZE / 200 * 5) % 7 == 0;
      for (float[] band : bands) {
        band[i] = data ? 1 + random.nextInt(255) : 0;
      }
    }
    raster = folder.resolve("sparse.tif");
    GeoTiffWriter.write(
        raster,
        SIZE,
        SIZE,
        bands,
        GeoTiffWriter.Sample.UINT8,
        new GeoTiffWriter.Place(32633, 260_000, 5_335_000, 10),
        OptionalDouble.of(0));
    item = StacItem.parse(TestScenes.rasterItem("sparse", raster));
  }

  @ParameterizedTest
  @EnumSource(
      value = RasterReader.Choice.class,
      names = {"GDAL", "JAVA"})
  void tilesThatAreCutAtTheSameTimeAreThoseThatAreCutOneByOneAndComeInTheSameOrder(
      RasterReader.Choice choice) throws IOException {
    RasterReader reader = assumeThere(choice);
    List<String> keys = new ArrayList<>();
    List<byte[]> images = new ArrayList<>();
    try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), reader)) {
      SceneTiler tiler = new SceneTiler(scene, TILE);
      new TileGrid(TILE)
          .groups(tiler.keys()).stream()
              .flatMap(List::stream)
              .flatMap(key -> tiler.tile(key).stream())
              .forEach(
                  tile -> {
                    keys.add(tile.key().toString());
                    images.add(png(tile));
                  });
      assertThat(keys).hasSizeBetween(50, tiler.keys().size() / 3);
    }
    try (ObservationMaker maker = maker(reader)) {
      List<Observation> observations = images(maker, item);

      assertThat(observations).extracting(Observation::getTile).isEqualTo(keys);
      for (int i = 0; i < images.size(); i++) {
        assertThat(observations.get(i).getFrames(0).getPng().toByteArray())
            .isEqualTo(images.get(i));
        assertThat(observations.get(i).getStagesMsMap().get("ingest")).isPositive();
      }
    }
  }

  @Test
  void aBrokenSceneIsToldAndTheNextOneIsCut() throws IOException {
    Path damaged = folder.resolve("damaged.tif");
    byte[] bytes = Files.readAllBytes(raster);
    byte[] garbage = new byte[bytes.length / 4];
    new Random(6).nextBytes(garbage);
    System.arraycopy(garbage, 0, bytes, bytes.length / 2, garbage.length);
    Files.write(damaged, bytes);
    try (ObservationMaker maker = maker(RasterReader.of(RasterReader.Choice.AUTO))) {
      StacItem broken = StacItem.parse(TestScenes.rasterItem("broken", damaged));

      assertThatThrownBy(() -> images(maker, broken))
          .isInstanceOf(SceneException.class)
          .hasMessageContainingAll("'broken'", "damaged.tif");
      assertThat(images(maker, item)).isNotEmpty();
    }
  }

  @Test
  void anItemOnTheWebMayNotNameFilesOfThisMachine() {
    String json = TestScenes.rasterItem("remote", raster).strip();
    String linked =
        json.substring(0, json.length() - 1)
            + ", \"links\": [{\"rel\": \"self\", \"href\": \"%s\"}]}";
    try (ObservationMaker maker = maker(RasterReader.java())) {
      StacItem remote = StacItem.parse(linked.formatted("https://example.com/item.json"));

      assertThatThrownBy(() -> images(maker, remote))
          .isInstanceOf(SceneException.class)
          .hasMessageContainingAll(
              "https://example.com/item.json", "swath.ingest.remote-items-may-name-files");
      StacItem local = StacItem.parse(linked.formatted(raster.resolveSibling("i.json").toUri()));
      assertThat(images(maker, local)).isNotEmpty();
    }
  }

  private static RasterReader assumeThere(RasterReader.Choice choice) {
    assumeThat(choice == RasterReader.Choice.JAVA || gdalIsThere())
        .as("libgdal is installed")
        .isTrue();
    return RasterReader.of(choice);
  }

  private static boolean gdalIsThere() {
    return RasterReader.of(RasterReader.Choice.AUTO).name().equals("gdal");
  }

  private static List<Observation> images(ObservationMaker maker, StacItem item) {
    List<Observation> observations = new ArrayList<>();
    maker.images(
        item,
        ObservationMaker.Choice.all(),
        SceneTiler.DEFAULT_MIN_VALID,
        tile -> ASKED,
        observations::add);
    return observations;
  }

  private static byte[] png(Tile tile) {
    return Png.encode(tile.width(), tile.height(), tile.rgb());
  }

  private static ObservationMaker maker(RasterReader reader) {
    IngestSettings settings =
        new IngestSettings(
            "",
            TILE,
            SceneTiler.DEFAULT_MIN_VALID,
            List.of(),
            List.of(),
            List.of(),
            false,
            null,
            RasterReader.Choice.AUTO,
            10,
            new IngestSettings.Video(8, 512, 16),
            new IngestSettings.Questions("", "", 256),
            List.of());
    return new ObservationMaker(AssetSource.trusting(), reader, settings);
  }
}
