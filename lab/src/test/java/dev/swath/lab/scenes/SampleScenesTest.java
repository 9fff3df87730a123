package dev.swath.lab.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.imagery.AssetSource;
import dev.swath.imagery.RasterReader;
import dev.swath.imagery.RasterScene;
import dev.swath.imagery.SceneTiler;
import dev.swath.imagery.StacItem;
import dev.swath.imagery.Tile;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.sis.coverage.grid.GridCoverage;
import org.apache.sis.coverage.grid.GridGeometry;
import org.apache.sis.coverage.grid.PixelInCell;
import org.apache.sis.referencing.CRS;
import org.apache.sis.referencing.operation.transform.MathTransforms;
import org.apache.sis.storage.Aggregate;
import org.apache.sis.storage.DataStore;
import org.apache.sis.storage.DataStores;
import org.apache.sis.storage.GridCoverageResource;
import org.apache.sis.util.Utilities;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opengis.referencing.operation.Matrix;
import picocli.CommandLine;

class SampleScenesTest {

  @TempDir private static Path folder;

  private static List<Path> items;

  @BeforeAll
  static void write() throws IOException {
    items = SampleScenes.write(folder);
  }

  @Test
  void theItemsComeInTimeOrder() throws IOException {
    List<String> times = new ArrayList<>();
    for (Path item : items) {
      times.add(json(item).at("/properties/datetime").asText());
    }
    assertThat(times).hasSize(5).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void everyItemSaysThatItIsMadeUp() throws IOException {
    for (Path item : items) {
      assertThat(json(item).at("/properties/swath:made_up").asBoolean()).isTrue();
      assertThat(json(item).at("/properties/description").asText()).startsWith("Made up");
    }
  }

  @Test
  void everyAssetHasItsSizeAndChecksum() throws Exception {
    for (Path item : items) {
      for (JsonNode asset : json(item).get("assets")) {
        byte[] bytes = Files.readAllBytes(item.resolveSibling(asset.get("href").asText()));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(asset.get("file:size").asInt()).isEqualTo(bytes.length);
        assertThat(asset.get("file:checksum").asText())
            .isEqualTo("1220" + HexFormat.of().formatHex(digest));
      }
    }
  }

  @Test
  void oneItemIsWrittenInStac10() throws IOException {
    JsonNode old = json(items.get(SampleScenes.OLD_STAC_DATE));
    assertThat(old.get("stac_version").asText()).isEqualTo("1.0.0");
    assertThat(old.at("/assets/image/eo:bands/3/common_name").asText()).isEqualTo("nir");
    JsonNode current = json(items.get(0));
    assertThat(current.get("stac_version").asText()).isEqualTo("1.1.0");
    assertThat(current.at("/assets/image/bands/3/eo:common_name").asText()).isEqualTo("nir");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anIndependentReaderFindsTheRasterWhereTheItemSaysItIs(int date) throws Exception {
    JsonNode asset = json(items.get(date)).at("/assets/image");
    Path file = items.get(date).resolveSibling(asset.get("href").asText());
    try (DataStore store = DataStores.open(file)) {
      GridCoverage coverage = firstRaster(store).read(null, null);
      GridGeometry grid = coverage.getGridGeometry();

      assertThat(
              Utilities.equalsIgnoreMetadata(
                  grid.getCoordinateReferenceSystem(), CRS.forCode("EPSG:32631")))
          .as("the file's reference system is EPSG:32631")
          .isTrue();
      Matrix toGround = MathTransforms.getMatrix(grid.getGridToCRS(PixelInCell.CELL_CORNER));
      assertThat(row(toGround, 0)).containsExactly(numbers(asset.get("proj:transform"), 0));
      assertThat(row(toGround, 1)).containsExactly(numbers(asset.get("proj:transform"), 3));

      Raster raster = coverage.render(null).getData();
      assertThat(raster.getBounds())
          .isEqualTo(
              new Rectangle(asset.at("/proj:shape/1").asInt(), asset.at("/proj:shape/0").asInt()));
      Noise noise = new Noise(SampleScenes.DEFAULT_SEED);
      float[][] pixels = new SceneRenderer(new Landscape(noise), noise).render(date);
      for (int y = 0; y < Landscape.HEIGHT; y++) {
        for (int x = 0; x < Landscape.WIDTH; x++) {
          for (int band = 0; band < SceneRenderer.BANDS; band++) {
            assertThat((float) raster.getSample(x, y, band))
                .isEqualTo(pixels[band][y * Landscape.WIDTH + x]);
          }
        }
      }
    }
  }

  @Test
  void theFootprintIsThatOfTheRaster() throws IOException {
    JsonNode bbox = json(items.get(0)).get("bbox");
    // 272 x 208 pixels of 10 m; a degree is 111.3 km there.
    assertThat((bbox.get(2).asDouble() - bbox.get(0).asDouble()) * 111_320)
        .isBetween(2700.0, 2740.0);
    assertThat((bbox.get(3).asDouble() - bbox.get(1).asDouble()) * 110_574)
        .isBetween(2060.0, 2100.0);
    assertThat(bbox.get(0).asDouble()).isBetween(0.09, 0.1);
  }

  /** The truth would be of no use if the pipeline cut the scene differently. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void thePipelineCutsTheTilesThatTheTruthTellsOf(int date) throws IOException {
    List<String> told = new ArrayList<>();
    truth().at("/scenes/" + date + "/tiles").fieldNames().forEachRemaining(told::add);
    try (RasterScene scene = RasterScene.open(StacItem.read(items.get(date)))) {
      assertThat(new SceneTiler(scene, 64, 0.95).tiles().map(tile -> tile.key().toString()))
          .containsExactlyInAnyOrderElementsOf(told)
          .hasSize(12);
      // The slivers at the margins are left out by default as well.
      assertThat(new SceneTiler(scene, 64).tiles()).hasSize(12);
    }
  }

  /** What a service with GDAL sees must be what was trained on. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void gdalCutsTheSameTiles(int date) throws IOException {
    RasterReader gdal = RasterReader.of(RasterReader.Choice.AUTO);
    assumeThat(gdal.name()).as("the reader where libgdal is installed").isEqualTo("gdal");
    StacItem item = StacItem.read(items.get(date));
    try (RasterScene ours = RasterScene.open(item);
        RasterScene theirs = RasterScene.open(item, AssetSource.trusting(), gdal)) {
      List<Tile> tiles = new SceneTiler(ours, 64).tiles().toList();
      List<Tile> others = new SceneTiler(theirs, 64).tiles().toList();

      assertThat(others).hasSameSizeAs(tiles);
      for (int i = 0; i < tiles.size(); i++) {
        assertThat(others.get(i).key()).isEqualTo(tiles.get(i).key());
        assertThat(difference(others.get(i).rgb(), tiles.get(i).rgb())).isLessThanOrEqualTo(1);
      }
    }
  }

  /** The largest one, in grey levels. */
  private static int difference(byte[] rgb, byte[] other) {
    return IntStream.range(0, rgb.length)
        .map(i -> Math.abs((rgb[i] & 255) - (other[i] & 255)))
        .max()
        .orElseThrow();
  }

  @Test
  void theTruthTellsEveryTileOfEveryDate() throws IOException {
    for (JsonNode scene : truth().get("scenes")) {
      assertThat(scene.get("tiles")).as(scene.get("id").asText()).hasSize(12);
      for (JsonNode tile : scene.get("tiles")) {
        double sum =
            StreamSupport.stream(tile.get("covers").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .sum();
        assertThat(sum).isBetween(0.99, 1.01);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Landscape.Event.class)
  void everyChangeCoversAGoodPartOfSomeTileAndShowsInThePixels(Landscape.Event event)
      throws IOException {
    JsonNode change =
        StreamSupport.stream(truth().get("changes").spliterator(), false)
            .filter(node -> node.get("change").asText().equals(event.what()))
            .findFirst()
            .orElseThrow();
    assertThat(change.get("before").asText()).isEqualTo(SampleScenes.sceneId(event.date() - 1));
    assertThat(change.get("after").asText()).isEqualTo(SampleScenes.sceneId(event.date()));
    assertThat(change.get("tiles"))
        .anySatisfy(share -> assertThat(share.asDouble()).isGreaterThan(0.2));

    Noise noise = new Noise(SampleScenes.DEFAULT_SEED);
    Landscape landscape = new Landscape(noise);
    SceneRenderer renderer = new SceneRenderer(landscape, noise);
    double inside = meanDifference(landscape, renderer, event, true);
    double outside = meanDifference(landscape, renderer, event, false);
    assertThat(inside).isGreaterThan(4 * outside);
  }

  @Test
  void theSameSeedGivesTheSameBytes(@TempDir Path again) throws IOException {
    SampleScenes.write(again);
    assertThat(names(again)).isEqualTo(names(folder)).hasSize(11);
    for (String name : names(folder)) {
      assertThat(again.resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
    }
  }

  @Test
  void anotherSeedGivesAnotherLandscape(@TempDir Path other) throws IOException {
    SampleScenes.write(other, SampleScenes.DEFAULT_SEED + 1);
    assertThat(Files.mismatch(other.resolve("2025-05-10.tif"), folder.resolve("2025-05-10.tif")))
        .isNotNegative();
  }

  @Test
  void theVideoIsAPannedFlightInH264() throws Exception {
    AerialVideo video = new AerialVideo(new Noise(SampleScenes.DEFAULT_SEED));
    BufferedImage ground = video.ground();
    try (FFmpegFrameGrabber grabber =
            new FFmpegFrameGrabber(folder.resolve("flight.mp4").toFile());
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      grabber.start();
      assertThat(grabber.getVideoCodec()).isEqualTo(avcodec.AV_CODEC_ID_H264);
      int frames = 0;
      for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
        BufferedImage decoded = converter.convert(frame);
        assertThat(difference(decoded, video.frame(ground, frames))).isLessThan(12);
        frames++;
      }
      assertThat(frames).isEqualTo(AerialVideo.FRAMES);
    }
    assertThat(difference(video.frame(ground, 0), video.frame(ground, 24))).isGreaterThan(20);
  }

  @Test
  void theCommandPrintsTheItemsItWrote(@TempDir Path other) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new ScenesCommand())
            .setOut(new PrintWriter(out, true))
            .execute(other.resolve("scenes").toString(), "--seed", "3");
    assertThat(status).isZero();
    assertThat(out.toString().lines().map(Path::of))
        .hasSize(5)
        .allSatisfy(p -> assertThat(p).exists());
  }

  @Test
  void theCommandSaysWhereItCannotWrite(@TempDir Path other) throws IOException {
    Path file = Files.createFile(other.resolve("a-file"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new CommandLine(new ScenesCommand())
            .setErr(new PrintWriter(err, true))
            .execute(file.toString());
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("a-file").doesNotContain("\tat ");
  }

  private static JsonNode json(Path file) throws IOException {
    return StacItemWriter.JSON.readTree(file.toFile());
  }

  private static JsonNode truth() throws IOException {
    return json(folder.resolve("truth.json"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static GridCoverageResource firstRaster(DataStore store) throws Exception {
    if (store instanceof GridCoverageResource raster) {
      return raster;
    }
    return (GridCoverageResource) ((Aggregate) store).components().iterator().next();
  }

  private static double[] row(Matrix matrix, int row) {
    return new double[] {
      matrix.getElement(row, 0), matrix.getElement(row, 1), matrix.getElement(row, 2)
    };
  }

  private static double[] numbers(JsonNode array, int from) {
    return IntStream.range(from, from + 3).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  /** Mean absolute difference of all bands between the event's date and the one before. */
  private static double meanDifference(
      Landscape landscape, SceneRenderer renderer, Landscape.Event event, boolean inside) {
    float[][] before = renderer.render(event.date() - 1);
    float[][] after = renderer.render(event.date());
    double sum = 0;
    int count = 0;
    for (int y = 0; y < Landscape.HEIGHT; y++) {
      for (int x = 0; x < Landscape.WIDTH; x++) {
        boolean changed =
            landscape.at(x + 0.5, y + 0.5, event.date())
                != landscape.at(x + 0.5, y + 0.5, event.date() - 1);
        boolean ofThisEvent = landscape.covers(event, x + 0.5, y + 0.5);
        if (inside ? changed && ofThisEvent : !changed) {
          for (int band = 0; band < SceneRenderer.BANDS; band++) {
            sum +=
                Math.abs(
                    after[band][y * Landscape.WIDTH + x] - before[band][y * Landscape.WIDTH + x]);
            count++;
          }
        }
      }
    }
    return sum / count;
  }

  /** Mean absolute difference of two images over pixels and colours, 0 to 255. */
  private static double difference(BufferedImage a, BufferedImage b) {
    long sum = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          sum += Math.abs((a.getRGB(x, y) >> shift & 0xFF) - (b.getRGB(x, y) >> shift & 0xFF));
        }
      }
    }
    return sum / (3.0 * a.getWidth() * a.getHeight());
  }
}
