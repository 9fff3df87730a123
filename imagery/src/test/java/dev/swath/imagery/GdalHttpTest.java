package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GDAL over HTTP: it gets its bytes from the same channel as the Java reader. */
class GdalHttpTest {
  private static final int SIZE = 1600;

  @TempDir Path folder;
  private RasterReader gdal;
  private RangeServer server;
  private Path file;

  @BeforeEach
  void serve() throws IOException {
    gdal = GdalWriter.assumeGdal();
    float[][] noise = new float[1][SIZE * SIZE];
    Random random = new Random(2);
    for (int i = 0; i < SIZE * SIZE; i++) {
      noise[0][i] = 1 + random.nextInt(60_000);
    }
    Path plain = folder.resolve("plain.tif");
    GeoTiffWriter.write(
        plain,
        SIZE,
        SIZE,
        noise,
        GeoTiffWriter.Sample.UINT16,
        new GeoTiffWriter.Place(32633, 260_000, 5_335_000, 10),
        OptionalDouble.empty());
    file = GdalWriter.copy(plain, folder.resolve("tiled.tif"), "GTiff", "TILED=YES");
    server = new RangeServer();
    server.put("/scene.tif", Files.readAllBytes(file));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void onlyThePartsThatAreNeededAreRead() throws IOException {
    StacItem remote = TestItems.of(server.address("/scene.tif"), "image/tiff", "pan");
    StacItem local = TestItems.of(file, "image/tiff", "pan");
    try (RasterScene scene = open(remote);
        RasterScene same = open(local)) {
      GeoBox b = scene.bounds();
      // In the last, small block of the file.
      TileKey corner = TileGrid.at(b.east() - 0.005, b.south() + 0.005, 15);
      TileBands tile = scene.read(corner.box(), 64, List.of("pan"));

      assertThat(tile.validFraction()).isPositive();
      assertThat(tile.band("pan"))
          .isEqualTo(same.read(corner.box(), 64, List.of("pan")).band("pan"));
    }
    assertThat(server.bytes()).isBetween(1L, Files.size(file) / 2);
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.redirect("/moved.tif", server.address("/scene.tif").toString());

    assertThatThrownBy(() -> open(TestItems.of(server.address("/moved.tif"), "image/tiff")))
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll("302", "/moved.tif");
    assertThat(server.paths()).containsOnly("/moved.tif");
  }

  @Test
  void aMissingFileIsTheScenesFaultAndATroubledServerIsNot() throws IOException {
    assertThatThrownBy(() -> open(TestItems.of(server.address("/none.tif"), "image/tiff")))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("404");
    server.fail("/busy.tif", 503);
    assertThatThrownBy(() -> open(TestItems.of(server.address("/busy.tif"), "image/tiff")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
    try (RasterScene scene =
        open(TestItems.of(server.address("/scene.tif"), "image/tiff", "pan"))) {
      server.fail("/scene.tif", 500);
      assertThatThrownBy(() -> new SceneTiler(scene, 64).tiles().toList())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContainingAll("'image'", "500", "/scene.tif");
    }
  }

  private RasterScene open(StacItem item) throws IOException {
    return RasterScene.open(item, AssetSource.trusting(), gdal);
  }
}
