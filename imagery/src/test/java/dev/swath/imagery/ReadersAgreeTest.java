package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.imagery.GeoTiffWriter.Place;
import dev.swath.imagery.GeoTiffWriter.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reader is installed must not show in the tiles. Noise, in which every shift would show. */
class ReadersAgreeTest {
  private static final int WIDTH = 531;
  private static final int HEIGHT = 422;
  private static final Place UTM = new Place(32633, 260_000, 5_335_000, 10);

  @TempDir Path folder;
  private RasterReader gdal;

  @BeforeEach
  void skipWithoutGdal() {
    gdal = GdalWriter.assumeGdal();
  }

  @Test
  void onThreeBandsOfBytes() throws IOException {
    agree(item(write(3, Sample.UINT8, UTM, OptionalDouble.empty()), "red", "green", "blue"));
  }

  @Test
  void onMissingPixelsAndWidePixels() throws IOException {
    Path file = write(4, Sample.UINT16, UTM, OptionalDouble.of(77));
    agree(item(file, "red", "green", "blue", "nir"));
    agree(item(file));
  }

  @Test
  void onMoreBandsThanAreShown() throws IOException {
    Path file = write(6, Sample.UINT16, UTM, OptionalDouble.empty());
    agree(item(file, "coastal", "blue", "green", "red", "nir", "swir16"));
  }

  @Test
  void onFloatsInDegreesAndOtherUnits() throws IOException {
    agree(
        item(
            write(1, Sample.FLOAT32, new Place(4326, 11.5, 48.2, 0.0001), OptionalDouble.of(-1)),
            "vv"));
    // NAD83: another datum; and a polar projection.
    agree(
        item(
            write(
                1, Sample.UINT16, new Place(26914, 485_899, 5_209_246, 5), OptionalDouble.empty()),
            "pan"));
    agree(
        item(
            write(
                1,
                Sample.UINT16,
                new Place(3995, -1_000_000, -1_200_000, 30),
                OptionalDouble.empty()),
            "pan"));
  }

  @Test
  void onAlpha() throws IOException {
    Path four = write(4, Sample.UINT8, UTM, OptionalDouble.empty());
    Path alpha =
        GdalWriter.copy(four, folder.resolve("alpha.tif"), "GTiff", "ALPHA=YES", "TILED=YES");
    agree(item(alpha));
    agree(item(alpha, "red", "green", "blue", "alpha"));
    agree(item(alpha, "red", "green", "blue", "nir"));
  }

  @Test
  void onTilesWithAPredictorAndOverviewsOfOddSizes() throws IOException {
    Path tiled =
        GdalWriter.copy(
            write(3, Sample.UINT16, UTM, OptionalDouble.empty()),
            folder.resolve("tiled.tif"),
            "GTiff",
            "TILED=YES",
            "BLOCKXSIZE=64",
            "BLOCKYSIZE=64",
            "COMPRESS=LZW",
            "PREDICTOR=2",
            "INTERLEAVE=BAND");
    StacItem item = item(tiled, "red", "green", "blue");
    agree(item);
    agreeFarAway(item);
    GdalWriter.addOverviews(tiled, 2, 4);
    agree(item);
    agreeFarAway(item);
  }

  @Test
  void onAFileWhosePlaceTheItemTells() throws IOException {
    Path nowhere =
        GdalWriter.copy(
            write(1, Sample.UINT8, UTM, OptionalDouble.empty()),
            folder.resolve("nowhere.tif"),
            "GTiff",
            "PROFILE=BASELINE");
    agree(
        StacItem.parse(
            """
            {"type": "Feature", "stac_version": "1.0.0", "id": "test",
             "properties": {"datetime": "2024-05-01T10:00:00Z", "proj:epsg": 32633,
              "proj:transform": [10, 0, 260000, 0, -10, 5335000]},
             "assets": {"pan": {"href": "%s", "type": "image/tiff", "raster:bands": [
              {"scale": 0.5, "offset": -3, "nodata": 100}]}}}
            """
                .formatted(nowhere.toUri())));
  }

  private void agree(StacItem item) throws IOException {
    try (RasterScene ours = RasterScene.open(item);
        RasterScene theirs = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      assertThat(theirs.bandNames()).isEqualTo(ours.bandNames());
      List<Tile> tiles = new SceneTiler(ours, 64, 0.1).tiles().toList();
      List<Tile> others = new SceneTiler(theirs, 64, 0.1).tiles().toList();
      assertThat(TileDifference.largest(tiles, others)).isLessThanOrEqualTo(1);
    }
  }

  /** At scales where the file is decimated, or its overviews are read. */
  private void agreeFarAway(StacItem item) throws IOException {
    try (RasterScene ours = RasterScene.open(item);
        RasterScene theirs = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      GeoBox b = ours.bounds();
      for (double side : new double[] {6_000, 13_000, 26_000, 60_000}) {
        MercatorBox box =
            MercatorBox.around(
                TileGrid.x(b.centreLongitude()), TileGrid.y(b.centreLatitude()), side);
        TileBands values =
            ours.read(
                box, 64, item.assets().get(0).bands().stream().map(StacBand::commonName).toList());
        TileBands others = theirs.read(box, 64, values.names());
        assertThat(values.validFraction()).isPositive();
        for (String band : values.names()) {
          assertThat(others.band(band)).isEqualTo(values.band(band));
        }
      }
    }
  }

  private static StacItem item(Path file, String... bands) {
    return TestItems.of(file, "image/tiff", bands);
  }

  /** Noise, with a part that is zero in all bands. */
  private Path write(int bands, Sample sample, Place place, OptionalDouble nodata)
      throws IOException {
    Random random = new Random(5);
    float[][] values = new float[bands][WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      boolean empty = i % WIDTH > WIDTH * 3 / 4 && i / WIDTH > HEIGHT / 2;
      for (float[] band : values) {
        band[i] = empty ? 0 : random.nextInt(200);
      }
    }
    Path file = Files.createTempFile(folder, "noise", ".tif");
    GeoTiffWriter.write(file, WIDTH, HEIGHT, values, sample, place, nodata);
    return file;
  }
}
