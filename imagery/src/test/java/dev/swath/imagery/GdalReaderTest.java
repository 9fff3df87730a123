package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.jna.NativeLibrary;
import dev.swath.imagery.GeoTiffWriter.Place;
import dev.swath.imagery.GeoTiffWriter.Sample;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only GDAL reads, and what it must not read. */
class GdalReaderTest {
  private static final int SIZE = 700;
  private static final String[] FOUR = {"red", "green", "blue", "nir"};

  /** Near Munich; UTM zone 33, 10 m. */
  private static final Place MUNICH = new Place(32633, 260_000, 5_335_000, 10);

  @TempDir Path folder;
  private RasterReader gdal;
  private Path plain;

  @BeforeEach
  void write() throws IOException {
    gdal = GdalWriter.assumeGdal();
    plain = folder.resolve("plain.tif");
    GeoTiffWriter.write(plain, SIZE, SIZE, hills(4), Sample.UINT16, MUNICH, OptionalDouble.of(0));
  }

  @Test
  void gdalAndTheBlasThatItBringsAreShownToNoOtherLibrary() {
    assertThat(GdalLibrary.isThere()).isTrue();
    NativeLibrary everywhere = NativeLibrary.getProcess();
    assertThatThrownBy(() -> everywhere.getFunction("GDALVersionInfo"))
        .isInstanceOf(UnsatisfiedLinkError.class);
    assertThatThrownBy(() -> everywhere.getFunction("sgemm_"))
        .isInstanceOf(UnsatisfiedLinkError.class);
  }

  @Test
  void jpeg2000GivesTheTilesOfTheGeoTiffThatItWasMadeFrom() throws IOException {
    assertThat(values(TestItems.of(jpeg2000(), "image/jp2", FOUR)))
        .isNotEmpty()
        .isEqualTo(values(TestItems.of(plain, "image/tiff", FOUR)));
  }

  @Test
  void severalThreadsGiveTheSameTilesAndAllFilesAreClosed() throws IOException {
    List<Tile> expected;
    StacItem item = TestItems.of(jpeg2000(), "image/jp2", FOUR);
    try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      expected = new SceneTiler(scene, 64).tiles().toList();
    }
    Set<SeekableByteChannel> channels = ConcurrentHashMap.newKeySet();
    AssetSource keeping =
        href -> {
          SeekableByteChannel channel = AssetSource.trusting().open(href);
          channels.add(channel);
          return channel;
        };
    try (RasterScene scene = RasterScene.open(item, keeping, gdal)) {
      SceneTiler tiler = new SceneTiler(scene, 64);
      List<Tile> tiles =
          tiler.keys().parallelStream().map(tiler::tile).flatMap(Optional::stream).toList();

      assertThat(TileDifference.largest(expected, tiles)).isZero();
    }
    assertThat(channels).isNotEmpty().noneMatch(SeekableByteChannel::isOpen);
  }

  @Test
  void tilesWithAPredictorAndOverviewsGiveWhatThePlainFileGives() throws IOException {
    Path tiled = cog();

    assertThat(values(TestItems.of(tiled, "image/tiff", FOUR)))
        .isNotEmpty()
        .isEqualTo(values(TestItems.of(plain, "image/tiff", FOUR)));
  }

  @Test
  void aFarViewIsReadFromTheOverviews() throws IOException {
    Path tiled = cog();
    long[] bytes = new long[1];
    AssetSource counting = href -> new CountingChannel(AssetSource.trusting().open(href), bytes);
    StacItem item = TestItems.of(tiled, "image/tiff", FOUR);
    try (RasterScene scene = RasterScene.open(item, counting, gdal)) {
      GeoBox b = scene.bounds();
      MercatorBox all =
          new MercatorBox(
              TileGrid.x(b.west()),
              TileGrid.y(b.south()),
              TileGrid.x(b.east()),
              TileGrid.y(b.north()));

      assertThat(scene.read(all, 64, List.of("red")).validFraction()).isGreaterThan(0.8);
    }
    assertThat(bytes[0]).isLessThan(Files.size(tiled) / 4);
  }

  @Test
  void groundControlPointsPlaceTheImage() throws IOException {
    // Bands that hold longitude and latitude, so that a pixel tells where it should be; the points
    // lie on a grid, with a bend that no affine transform has.
    float[][] places = new float[2][SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      double[] place = bent(i % SIZE + 0.5, i / SIZE + 0.5);
      places[0][i] = (float) (place[0] - 11);
      places[1][i] = (float) (place[1] - 48);
    }
    Path flat = folder.resolve("flat.tif");
    GeoTiffWriter.write(
        flat,
        SIZE,
        SIZE,
        places,
        Sample.FLOAT32,
        new Place(4326, 0, 0, 1),
        OptionalDouble.of(-9999));
    List<GdalWriter.Point> points = new ArrayList<>();
    for (int row = 0; row <= SIZE; row += SIZE / 10) {
      for (int column = 0; column <= SIZE; column += SIZE / 20) {
        double[] place = bent(column, row);
        points.add(new GdalWriter.Point(column, row, place[0], place[1]));
      }
    }
    Path swath = GdalWriter.withPoints(flat, folder.resolve("swath.tif"), flat, points);
    StacItem item = TestItems.of(swath, "image/tiff", "vv", "vh");
    try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      assertThat(scene.resolution()).isBetween(8.0, 13.0);
      SceneTiler tiler = new SceneTiler(scene, 64);
      List<TileKey> whole =
          tiler.keys().stream()
              .filter(
                  key ->
                      tiler
                          .read(key, List.of("vv", "vh"))
                          .filter(bands -> bands.validFraction() == 1)
                          .isPresent())
              .toList();
      assertThat(whole).hasSizeGreaterThan(50);
      for (TileKey key : whole) {
        TileBands tile = tiler.read(key, List.of("vv", "vh")).orElseThrow();
        for (int at : new int[] {0, 32 * 64 + 17, 64 * 64 - 1}) {
          double x = key.box().minX() + (at % 64 + 0.5) / 64 * key.box().width();
          double y = key.box().maxY() - (at / 64 + 0.5) / 64 * key.box().height();
          // A third of a pixel, of about 0.0001 degrees.
          assertThat(tile.band("vv")[at] + 11.0).isCloseTo(TileGrid.longitude(x), within(0.00004));
          assertThat(tile.band("vh")[at] + 48.0).isCloseTo(TileGrid.latitude(y), within(0.00004));
        }
      }
    }
  }

  @Test
  void aVirtualRasterIsRefusedWhateverItCallsItself() throws IOException {
    Path virtual = folder.resolve("virtual.tif");
    Files.writeString(
        virtual,
        """
        <VRTDataset rasterXSize="700" rasterYSize="700">
          <VRTRasterBand dataType="UInt16" band="1">
            <SimpleSource><SourceFilename>%s</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
          </VRTRasterBand>
        </VRTDataset>
        """
            .formatted(plain));

    assertThat(GdalLibrary.get().api().GDALGetDriverCount()).isEqualTo(2);
    refused(TestItems.of(virtual, "image/tiff"), "virtual.tif", "not recognized as a supported");
  }

  @Test
  void whatLiesBesideAFileIsNotRead() throws IOException {
    List<Tile> alone = tiles(plain);
    Path overviews = folder.resolve("plain.tif.ovr");
    GeoTiffWriter.write(
        overviews,
        SIZE / 2,
        SIZE / 2,
        new float[4][SIZE * SIZE / 4],
        Sample.UINT16,
        MUNICH,
        OptionalDouble.empty());
    Files.writeString(folder.resolve("plain.tfw"), "20\n0\n0\n-20\n300000\n5000000\n");
    Files.writeString(
        folder.resolve("plain.tif.aux.xml"),
        "<PAMDataset><GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform></PAMDataset>");
    List<URI> opened = new ArrayList<>();
    AssetSource noting =
        href -> {
          opened.add(href);
          return AssetSource.trusting().open(href);
        };

    StacItem item = TestItems.of(plain, "image/tiff", FOUR);
    try (RasterScene scene = RasterScene.open(item, noting, gdal)) {
      assertThat(TileDifference.largest(alone, new SceneTiler(scene, 64).tiles().toList()))
          .isZero();
    }
    assertThat(opened).containsOnly(plain.toUri());
  }

  @Test
  void whatIsWrongWithAFileIsToldWithItsName() throws Exception {
    byte[] bytes = Files.readAllBytes(plain);
    Path cut = Files.write(folder.resolve("cut.tif"), Arrays.copyOf(bytes, bytes.length / 2));
    Path text = Files.writeString(folder.resolve("text.tif"), "<html>not found</html>");
    Path damaged = folder.resolve("damaged.tif");
    byte[] zeros = Files.readAllBytes(cog());
    Arrays.fill(zeros, zeros.length / 4, zeros.length * 9 / 10, (byte) 0);
    Files.write(damaged, zeros);

    refused(TestItems.of(folder.resolve("none.tif"), "image/tiff"), "none.tif", "does not exist");
    refused(TestItems.of(cut, "image/tiff"), "'image'", "cut.tif");
    refused(TestItems.of(text, "image/tiff"), "text.tif", "not recognized as a supported");
    refused(TestItems.of(damaged, "image/tiff"), "damaged.tif", "ReadBlock failed");
    byte[] jp2 = Files.readAllBytes(jpeg2000());
    Path short2000 = Files.write(folder.resolve("cut.jp2"), Arrays.copyOf(jp2, jp2.length / 2));
    refused(TestItems.of(short2000, "image/jp2"), "cut.jp2");
    refused(TestItems.of(plain, "image/tiff", "red"), "has 4 bands", "Item lists 1");
  }

  @Test
  void aFileWithoutPiecesIsRefusedIfItIsLarge() throws IOException {
    Path plane = folder.resolve("plane.tif");
    int side = 6000;
    GeoTiffWriter.write(
        plane,
        side,
        side,
        new float[1][side * side],
        Sample.FLOAT32,
        MUNICH,
        OptionalDouble.empty());

    refused(
        TestItems.of(plane, "image/tiff"), "plane.tif", "blocks of 6000 x 6000", "gdal_translate");
  }

  @Test
  void aFileWithoutAPlaceIsPlacedByItsItem() throws IOException {
    Path nowhere =
        GdalWriter.copy(plain, folder.resolve("nowhere.tif"), "GTiff", "PROFILE=BASELINE");

    refused(TestItems.of(nowhere, "image/tiff", FOUR), "has no georeference");
    StacItem placed =
        StacItem.parse(
            """
            {"type": "Feature", "stac_version": "1.1.0", "id": "test",
             "properties": {"datetime": "2024-05-01T10:00:00Z", "proj:code": "EPSG:32633",
              "proj:transform": [10, 0, 260000, 0, -10, 5335000]},
             "assets": {"image": {"href": "%s", "type": "image/tiff", "nodata": 0, "bands": [
              {"eo:common_name": "red"}, {"eo:common_name": "green"},
              {"eo:common_name": "blue"}, {"eo:common_name": "nir"}]}}}
            """
                .formatted(nowhere.toUri()));
    assertThat(values(placed)).isEqualTo(values(TestItems.of(plain, "image/tiff", FOUR)));
  }

  @Test
  void readingGoesOnAfterTheGarbageCollector() throws IOException {
    List<Tile> before = tiles(plain);
    for (int i = 0; i < 3; i++) {
      System.gc();
      assertThat(TileDifference.largest(before, tiles(plain))).isZero();
    }
  }

  /** What libraries in C print goes past Java's System.err, so another process shows it. */
  @Test
  void nothingIsPrinted() throws Exception {
    Path cut = folder.resolve("cut.tif");
    byte[] bytes = Files.readAllBytes(cog());
    Files.write(cut, Arrays.copyOf(bytes, bytes.length * 9 / 10));
    Path text = Files.writeString(folder.resolve("text.tif"), "<html>not found</html>");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of(Opening.class.getName(), cut.toString(), text.toString()));
    Path errors = folder.resolve("errors.txt");

    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String told = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).isZero();
    assertThat(told).contains("text.tif", "cut.tif", "ReadBlock failed");
    assertThat(errors).isEmptyFile();
  }

  /** Opens files with GDAL, and prints why they cannot be read. */
  static final class Opening {
    public static void main(String[] files) throws IOException {
      for (String file : files) {
        URI href = Path.of(file).toUri();
        try (GdalFile raster =
            new GdalFile(GdalLibrary.get(), href, file, AssetSource.trusting())) {
          RasterFile.Size size = raster.sizes().get(0);
          raster.read(0, 0, 0, size.width(), size.height(), new int[] {0});
        } catch (SceneException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  /** Longitude and latitude of a place in an image that is bent a little. */
  private static double[] bent(double column, double row) {
    double bend = 0.002 * Math.sin(column / SIZE * 2) * Math.cos(row / SIZE * 2);
    return new double[] {
      11.5 + 0.00014 * column + 0.00001 * row + bend, 48.2 - 0.00009 * row + 0.00001 * column - bend
    };
  }

  /** Without loss, in tiles. */
  private Path jpeg2000() {
    return GdalWriter.copy(
        plain,
        folder.resolve("image.jp2"),
        "JP2OpenJPEG",
        "QUALITY=100",
        "REVERSIBLE=YES",
        "BLOCKXSIZE=256",
        "BLOCKYSIZE=256");
  }

  /** 16 bits, tiles, predictor 2, overviews first: a cloud-optimised GeoTIFF. */
  private Path cog() {
    Path tiled = folder.resolve("tiled.tif");
    if (Files.exists(tiled)) {
      return tiled;
    }
    GdalWriter.copy(plain, tiled, "GTiff", "TILED=YES");
    GdalWriter.addOverviews(tiled, 2, 4, 8);
    return GdalWriter.copy(
        tiled,
        folder.resolve("cog.tif"),
        "GTiff",
        "TILED=YES",
        "BLOCKXSIZE=256",
        "BLOCKYSIZE=256",
        "COMPRESS=DEFLATE",
        "PREDICTOR=2",
        "COPY_SRC_OVERVIEWS=YES");
  }

  private List<Tile> tiles(Path file) throws IOException {
    StacItem item = TestItems.of(file, "image/tiff", FOUR);
    try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      return new SceneTiler(scene, 64).tiles().toList();
    }
  }

  /** All measured values, without the stretch, which is measured on overviews. */
  private float[] values(StacItem item) throws IOException {
    try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      SceneTiler tiler = new SceneTiler(scene, 64);
      List<float[]> bands =
          tiler.keys().stream()
              .flatMap(key -> tiler.read(key, List.of("blue", "nir")).stream())
              .flatMap(tile -> Arrays.stream(tile.values()))
              .toList();
      float[] values = new float[bands.size() * 64 * 64];
      for (int i = 0; i < bands.size(); i++) {
        System.arraycopy(bands.get(i), 0, values, i * 64 * 64, 64 * 64);
      }
      return values;
    }
  }

  private void refused(StacItem item, String... mentioned) {
    assertThatThrownBy(
            () -> {
              try (RasterScene scene = RasterScene.open(item, AssetSource.trusting(), gdal)) {
                new SceneTiler(scene, 64).tiles().toList();
              }
            })
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll(mentioned)
        .hasMessageNotContaining("vsi");
  }

  /** Smooth, so that it compresses; never zero. */
  private static float[][] hills(int bands) {
    float[][] values = new float[bands][SIZE * SIZE];
    for (int b = 0; b < bands; b++) {
      for (int i = 0; i < SIZE * SIZE; i++) {
        double x = i % SIZE / 40.0;
        double y = i / SIZE / 30.0;
        int texture = (i * 31 + b * 17) % 97;
        values[b][i] = (float) Math.round(3000 + 900 * Math.sin(x + b) * Math.cos(y) + texture);
      }
    }
    return values;
  }
}
