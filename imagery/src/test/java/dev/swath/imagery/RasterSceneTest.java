package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.imagery.GeoTiffWriter.Place;
import dev.swath.imagery.GeoTiffWriter.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RasterSceneTest {
  private static final int SIZE = 300;

  /** Near Munich; UTM zone 33, 10 m. */
  private static final Place MUNICH = new Place(32633, 260_000, 5_335_000, 10);

  @TempDir Path folder;

  @Test
  void aPlaceHasTheSameValueInTheTileAsInTheFile() throws IOException {
    // The first band holds the easting and the second the northing, so a pixel tells where it is.
    float[][] bands = new float[2][SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      bands[0][i] = (i % SIZE + 0.5f) * 10;
      bands[1][i] = -(i / SIZE + 0.5f) * 10;
    }
    write("place.tif", bands, Sample.FLOAT32, MUNICH, OptionalDouble.of(-9999));
    try (RasterScene scene = open(asset("image", "place.tif", bands("east", "north")))) {
      assertThat(scene.resolution()).isCloseTo(10, within(0.02));
      SceneTiler tiler = new SceneTiler(scene, 64);
      assertThat(tiler.zoom()).isEqualTo(15);
      TileKey middle =
          TileGrid.at(
              scene.bounds().centreLongitude(), scene.bounds().centreLatitude(), tiler.zoom());

      TileBands tile = tiler.read(middle, List.of("north", "east")).orElseThrow();

      assertThat(tile.validFraction()).isEqualTo(1);
      for (int at : new int[] {0, 63, 32 * 64 + 17, 64 * 64 - 1}) {
        double x = middle.box().minX() + (at % 64 + 0.5) / 64 * middle.box().width();
        double y = middle.box().maxY() - (at / 64 + 0.5) / 64 * middle.box().height();
        double[] utm = Utm.of(TileGrid.longitude(x), TileGrid.latitude(y), 15);
        assertThat((double) tile.band("east")[at]).isCloseTo(utm[0] - 260_000, within(0.3));
        assertThat((double) tile.band("north")[at]).isCloseTo(utm[1] - 5_335_000, within(0.3));
      }
    }
  }

  @Test
  void oneFileABandGivesTheSameTilesAsOneFileForAll() throws IOException {
    float[][] bands = noise(4);
    write("all.tif", bands, Sample.UINT16, MUNICH, OptionalDouble.empty());
    StringBuilder assets = new StringBuilder();
    List<String> names = List.of("nir", "blue", "green", "red");
    for (int b = 0; b < 4; b++) {
      String file = names.get(b) + ".tif";
      write(file, new float[][] {bands[b]}, Sample.UINT16, MUNICH, OptionalDouble.empty());
      assets.append(b == 0 ? "" : ",").append(asset("B0" + b, file, bands(names.get(b))));
    }
    try (RasterScene one = open(asset("image", "all.tif", bands("nir", "blue", "green", "red")));
        RasterScene four = open(assets.toString())) {
      List<Tile> expected = new SceneTiler(one, 64).tiles().toList();
      List<Tile> actual = new SceneTiler(four, 64).tiles().toList();

      assertThat(expected).isNotEmpty();
      assertThat(one.selection().kind()).isEqualTo(BandSelection.Kind.TRUE_COLOUR);
      assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void missingPixelsAreMissingHoweverTheyAreMarked() throws IOException {
    float[][] declared = half(noise(1), 77);
    write("declared.tif", declared, Sample.UINT8, MUNICH, OptionalDouble.of(77));
    assertHalfIsMissing(asset("a", "declared.tif", bands("pan")));

    write("item.tif", declared, Sample.UINT8, MUNICH, OptionalDouble.empty());
    assertHalfIsMissing(asset("a", "item.tif", bands("pan").replace("}", ", \"nodata\": 77}")));

    write("zero.tif", half(noise(3), 0), Sample.UINT8, MUNICH, OptionalDouble.empty());
    assertHalfIsMissing(asset("a", "zero.tif", bands("red", "green", "blue")));

    write("nan.tif", half(noise(1), Float.NaN), Sample.FLOAT32, MUNICH, OptionalDouble.empty());
    assertHalfIsMissing(asset("a", "nan.tif", bands("pan")));
  }

  private void assertHalfIsMissing(String asset) throws IOException {
    try (RasterScene scene = open(asset)) {
      List<Tile> all = new SceneTiler(scene, 64, 0).tiles().toList();
      List<Tile> most = new SceneTiler(scene, 64, 0.5).tiles().toList();
      assertThat(all.size()).isGreaterThan(most.size());
      assertThat(most).isNotEmpty().allMatch(tile -> tile.validFraction() >= 0.5);
      GeoBox b = scene.bounds();
      MercatorBox east =
          MercatorBox.around(
              TileGrid.x(b.west() + 0.75 * (b.east() - b.west())),
              TileGrid.y(b.centreLatitude()),
              400);
      assertThat(scene.read(east, 16, scene.selection().bands()).validFraction()).isZero();
    }
  }

  @Test
  void theStretchIsTheSameForAllTiles() throws IOException {
    float[][] ramp = new float[1][SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      ramp[0][i] = 1 + i % SIZE;
    }
    write("ramp.tif", ramp, Sample.UINT16, MUNICH, OptionalDouble.empty());
    try (RasterScene scene = open(asset("grey", "ramp.tif", ""))) {
      List<Tile> tiles = new SceneTiler(scene, 64).tiles().toList();

      int west = brightest(tiles.stream().min((a, b) -> a.key().x() - b.key().x()).get());
      int east = brightest(tiles.stream().max((a, b) -> a.key().x() - b.key().x()).get());
      assertThat(west).isLessThan(90);
      assertThat(east).isEqualTo(255);
    }
  }

  @Test
  void aFarViewAveragesFineTexture() throws IOException {
    float[][] checks = new float[1][SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      checks[0][i] = (i % SIZE + i / SIZE) % 2 == 0 ? 50 : 150;
    }
    write("checks.tif", checks, Sample.UINT8, MUNICH, OptionalDouble.empty());
    try (RasterScene scene = open(asset("grey", "checks.tif", ""))) {
      GeoBox b = scene.bounds();
      MercatorBox box =
          MercatorBox.around(TileGrid.x(b.centreLongitude()), TileGrid.y(b.centreLatitude()), 3000);
      float[] far = scene.read(box, 64, List.of("grey")).values()[0];
      for (float value : far) {
        assertThat(value).isBetween(70f, 130f);
      }
    }
  }

  @Test
  void whatIsWrongWithAFileIsToldWithItsName() throws Exception {
    Path good = write("good.tif", noise(1), Sample.UINT8, MUNICH, OptionalDouble.empty());
    byte[] bytes = Files.readAllBytes(good);
    Files.write(folder.resolve("cut.tif"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(folder.resolve("text.tif"), "<html>not found</html>");

    expect(asset("a", "none.tif", ""), "none.tif", "does not exist");
    expect(asset("a", "cut.tif", ""), "cut.tif");
    expect(asset("a", "text.tif", ""), "text.tif");
    expect(asset("a", "good.tif", bands("red", "nir")), "has 1 bands", "Item lists 2");
    expect(asset("a", "good.tif", "\"file:size\": 5"), "file:size says 5");
    expect(
        asset("a", "good.tif", "\"file:checksum\": \"1220" + "0".repeat(64) + "\""),
        "file:checksum",
        "good.tif");
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    open(asset("a", "good.tif", "\"file:checksum\": \"1220" + sha + "\"")).close();
    expect("\"clip\": {\"href\": \"file:///a.txt\", \"type\": \"text/plain\"}", "no GeoTIFF");
  }

  @Test
  void aSceneOffTheGridIsRefused() throws IOException {
    write(
        "pole.tif", noise(1), Sample.UINT8, new Place(4326, 10, 89, 0.01), OptionalDouble.empty());
    expect(asset("a", "pole.tif", ""), "latitude");
    // UTM zone 60, so far east that it leaves the zone over the antimeridian.
    write(
        "date-line.tif",
        noise(1),
        Sample.UINT8,
        new Place(32660, 700_000, 1_000_000, 1000),
        OptionalDouble.empty());
    expect(asset("a", "date-line.tif", ""), "antimeridian");
  }

  private void expect(String assets, String... mentioned) {
    assertThatThrownBy(
            () -> {
              try (RasterScene scene = open(assets)) {
                new SceneTiler(scene, 64).tiles().toList();
              }
            })
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll(mentioned);
  }

  private static int brightest(Tile tile) {
    int max = 0;
    for (byte value : tile.rgb()) {
      max = Math.max(max, value & 255);
    }
    return max;
  }

  private static float[][] noise(int bands) {
    java.util.Random random = new java.util.Random(7);
    float[][] values = new float[bands][SIZE * SIZE];
    for (float[] band : values) {
      for (int i = 0; i < band.length; i++) {
        band[i] = 100 + random.nextInt(100);
      }
    }
    return values;
  }

  /** Marks the eastern half as missing. */
  private static float[][] half(float[][] bands, float missing) {
    for (float[] band : bands) {
      for (int i = 0; i < band.length; i++) {
        band[i] = i % SIZE < SIZE / 2 ? band[i] : missing;
      }
    }
    return bands;
  }

  private Path write(
      String name, float[][] bands, Sample sample, Place place, OptionalDouble nodata)
      throws IOException {
    Path file = folder.resolve(name);
    GeoTiffWriter.write(file, SIZE, SIZE, bands, sample, place, nodata);
    return file;
  }

  private static String bands(String... names) {
    return "\"bands\": ["
        + String.join(
            ", ",
            java.util.Arrays.stream(names)
                .map(name -> "{\"eo:common_name\": \"" + name + "\"}")
                .toList())
        + "]";
  }

  private static String asset(String key, String file, String more) {
    return "\"%s\": {\"href\": \"%s\", \"type\": \"image/tiff\", \"roles\": [\"data\"]%s}"
        .formatted(key, file, more.isEmpty() ? "" : ", " + more);
  }

  private RasterScene open(String assets) throws IOException {
    Path file = folder.resolve("item.json");
    Files.writeString(
        file,
        """
        {"type": "Feature", "stac_version": "1.1.0", "id": "test",
         "properties": {"datetime": "2024-05-01T10:00:00Z"}, "assets": {%s}}
        """
            .formatted(assets));
    return RasterScene.open(StacItem.read(file));
  }
}
