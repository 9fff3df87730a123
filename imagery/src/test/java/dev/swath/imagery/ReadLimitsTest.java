package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is too large, too slow or somewhere else is not read. */
class ReadLimitsTest {
  private static final ReadLimits NONE = ReadLimits.OF_OWN_FILES;
  private static final AddressCheck ANYWHERE = (host, address) -> {};

  @TempDir Path folder;

  @Test
  void aHostIsConnectedToOnlyAtAddressesThatPassedTheCheck() throws IOException {
    List<String> checked = new CopyOnWriteArrayList<>();
    AddressCheck nowhere =
        (host, address) -> {
          checked.add(host + " " + address.getHostAddress());
          throw new SceneException("not to " + address.getHostAddress());
        };
    try (RangeServer server = new RangeServer()) {
      server.put("/a.tif", new byte[10]);
      URI address = server.address("/a.tif");
      URI byName = URI.create(address.toString().replace("127.0.0.1", "localhost"));
      URI asNumber = URI.create(address.toString().replace("127.0.0.1", "2130706433"));
      for (URI href : List.of(address, byName, asNumber)) {
        assertThatThrownBy(() -> AssetSource.of(nowhere, NONE).open(href))
            .isInstanceOf(SceneException.class)
            .hasMessageContaining("not to");
      }
      assertThat(server.paths()).isEmpty();
      assertThat(checked)
          .hasSize(3)
          .contains("127.0.0.1 127.0.0.1", "2130706433 127.0.0.1")
          .anyMatch(check -> check.startsWith("localhost "));
      AssetSource.of(ANYWHERE, NONE).open(byName).close();
      assertThat(server.paths()).hasSize(1);
    }
  }

  @Test
  void aRedirectIsNotFollowedAndItsTargetIsNamed() throws IOException {
    try (RangeServer server = new RangeServer();
        RangeServer inside = new RangeServer()) {
      inside.put("/secret.tif", new byte[10]);
      server.redirect("/a.tif", inside.address("/secret.tif").toString());

      assertThatThrownBy(() -> AssetSource.of(ANYWHERE, NONE).open(server.address("/a.tif")))
          .isInstanceOf(SceneException.class)
          .hasMessageContainingAll("302", "redirects are not followed", "/secret.tif");
      assertThat(inside.paths()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aServerThatTakesTooLongIsGivenUp(boolean headersCome) throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (headersCome) {
              exchange.getResponseHeaders().add("Content-Range", "bytes 0-9/10");
              exchange.sendResponseHeaders(206, 10);
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
            }
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a.tif");
      assertThatThrownBy(() -> AssetSource.of(ANYWHERE, times(300, 60_000)).open(address))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has not answered a request within 300 ms");
    } finally {
      end.countDown();
      server.stop(0);
    }
  }

  @Test
  void aFileOverHttpMayTakeSoMuchTimeInAll() throws IOException {
    try (RangeServer server = new RangeServer()) {
      server.put("/a.tif", new byte[2 * RangeChannel.BLOCK]);
      AssetSource source = AssetSource.of(ANYWHERE, times(60_000, 0));
      try (SeekableByteChannel channel = source.open(server.address("/a.tif"))) {
        channel.position(RangeChannel.BLOCK);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
            .isInstanceOf(SceneException.class)
            .hasMessageContaining("taken longer than the 0 s that are allowed");
      }
    }
  }

  @Test
  void aFileThatChangesItsSizeWhileItIsReadIsRefused() throws IOException {
    try (RangeServer server = new RangeServer()) {
      server.put("/a.tif", new byte[2 * RangeChannel.BLOCK]);
      try (SeekableByteChannel channel = AssetSource.trusting().open(server.address("/a.tif"))) {
        server.put("/a.tif", new byte[3 * RangeChannel.BLOCK]);
        channel.position(RangeChannel.BLOCK);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
            .isInstanceOf(SceneException.class)
            .hasMessageContaining("changes while it is read");
      }
    }
  }

  @Test
  void aFileThatIsTooLargeIsRefusedWhereverItLies() throws IOException {
    AssetSource source =
        AssetSource.of(ANYWHERE, files(new ReadLimits.File(9, 9, second(), second())));
    Path file = Files.write(folder.resolve("a.tif"), new byte[10]);
    try (RangeServer server = new RangeServer()) {
      server.put("/a.tif", new byte[10]);
      for (URI href : List.of(file.toUri(), server.address("/a.tif"))) {
        assertThatThrownBy(() -> source.open(href))
            .isInstanceOf(SceneException.class)
            .hasMessageContaining("has 10 bytes, more than the 9 that are allowed");
      }
    }
  }

  @Test
  void aDeviceIsNotRead() {
    assertThatThrownBy(() -> AssetSource.trusting().open(URI.create("file:///dev/zero")))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("not a regular file");
  }

  @ParameterizedTest
  @CsvSource({"SHA-256, 1220", "SHA-384, 2030", "SHA-512, 1340"})
  void aChecksumIsComparedAlsoOverHttp(String algorithm, String prefix) throws Exception {
    byte[] bytes = Files.readAllBytes(raster("a.tif"));
    String right =
        prefix + HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    try (RangeServer server = new RangeServer()) {
      server.put("/a.tif", bytes);
      RasterScene.open(checked(server.address("/a.tif"), right)).close();
      bytes[bytes.length - 1]++;
      server.put("/a.tif", bytes);
      assertThatThrownBy(() -> RasterScene.open(checked(server.address("/a.tif"), right)))
          .isInstanceOf(SceneException.class)
          .hasMessageContaining("damaged or another file");
      String sha1 = "1114" + "0".repeat(40);
      assertThatThrownBy(() -> RasterScene.open(checked(server.address("/a.tif"), sha1)))
          .isInstanceOf(SceneException.class)
          .hasMessageContaining("must be a multihash of sha2-256");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RasterReader.Choice.class,
      names = {"AUTO", "JAVA"})
  void aRasterThatIsTooLargeIsRefusedByItsHeader(RasterReader.Choice choice) throws IOException {
    StacItem item = TestItems.of(raster("large.tif"), "image/tiff");
    RasterReader reader = RasterReader.of(choice);

    assertThatThrownBy(() -> RasterScene.open(item, images(1599, 9), reader))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("large.tif")
        .hasMessageContaining("has 1600 pixels, more than the 1599 that are allowed");
    assertThatThrownBy(() -> RasterScene.open(item, images(1600, 0), reader))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("has 1 bands, more than the 0 that are allowed");
    RasterScene.open(item, images(1600, 1), reader).close();
  }

  @Test
  void aVideoThatIsTooMuchIsRefused() throws IOException {
    Path video = video(40);
    long bytes = Files.size(video);
    int area = 64 * 32;

    refused(
        video, new ReadLimits.Video(bytes - 1, area, 40, second()), bytes + " bytes, more than");
    refused(video, new ReadLimits.Video(bytes, area - 1, 40, second()), "at most 2047 pixels");
    refused(
        video,
        new ReadLimits.Video(bytes, area, 39, second().multipliedBy(9)),
        "40 frames, more than");
    refused(video, new ReadLimits.Video(bytes, area, 40, second()), "4 seconds, more than");
    assertThat(frames(video, new ReadLimits.Video(bytes, area, 40, second().multipliedBy(4))))
        .hasSize(2);
  }

  private static void refused(Path video, ReadLimits.Video limits, String because) {
    assertThatThrownBy(() -> frames(video, limits))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining(because);
  }

  private static List<byte[]> frames(Path video, ReadLimits.Video limits) throws IOException {
    StacItem item = TestItems.of(video, "video/mp4");
    AssetSource source =
        AssetSource.of(ANYWHERE, new ReadLimits(NONE.file(), NONE.image(), limits));
    return VideoFrames.read(item.assets().get(0), source, 2, 32);
  }

  private static StacItem checked(URI href, String checksum) {
    return StacItem.parse(
        """
        {"type": "Feature", "stac_version": "1.1.0", "id": "test",
         "properties": {"datetime": "2024-05-01T10:00:00Z"},
         "assets": {"image": {"href": "%s", "type": "image/tiff", "file:checksum": "%s"}}}
        """
            .formatted(href, checksum));
  }

  private static Duration second() {
    return Duration.ofSeconds(1);
  }

  private static ReadLimits times(long requestMs, long totalMs) {
    return files(
        new ReadLimits.File(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Duration.ofMillis(requestMs),
            Duration.ofMillis(totalMs)));
  }

  private static ReadLimits files(ReadLimits.File limits) {
    return new ReadLimits(limits, NONE.image(), NONE.video());
  }

  private static AssetSource images(long pixels, int bands) {
    return AssetSource.of(
        ANYWHERE, new ReadLimits(NONE.file(), new ReadLimits.Image(pixels, bands), NONE.video()));
  }

  private Path raster(String name) throws IOException {
    float[][] bands = new float[1][40 * 40];
    for (int i = 0; i < bands[0].length; i++) {
      bands[0][i] = 1 + i % 200;
    }
    Path file = folder.resolve(name);
    GeoTiffWriter.write(
        file,
        40,
        40,
        bands,
        GeoTiffWriter.Sample.UINT8,
        new GeoTiffWriter.Place(32633, 500_000, 5_000_000, 10),
        OptionalDouble.empty());
    return file;
  }

  private Path video(int frames) throws IOException {
    Path file = folder.resolve("clip.mp4");
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 64, 32)) {
      recorder.setVideoCodecName("libopenh264");
      recorder.setFormat("mp4");
      recorder.setFrameRate(10);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.start();
      for (int i = 0; i < frames; i++) {
        try (Frame frame = new Frame(64, 32, Frame.DEPTH_UBYTE, 3)) {
          recorder.record(frame);
        }
      }
      recorder.stop();
    }
    return file;
  }
}
