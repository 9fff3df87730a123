package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRangeChannelTest {
  private byte[] file = new byte[3_000_000];
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(file);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/ranges", this::ranges);
    server.createContext("/whole", exchange -> reply(exchange, 200, file));
    server.createContext("/missing", exchange -> reply(exchange, 404, new byte[0]));
    server.createContext("/busy", exchange -> reply(exchange, 503, new byte[0]));
    server.createContext(
        "/huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 40L * 1024 * 1024);
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 40; i++) {
              body.write(new byte[1024 * 1024]);
            }
          } catch (IOException e) {
            // The reader has seen enough.
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void onlyWhatIsReadIsFetchedAndOnlyOnce() throws IOException {
    try (SeekableByteChannel channel = open(address("/ranges"))) {
      assertThat(channel.size()).isEqualTo(file.length);
      assertThat(read(channel, 2_999_000, 2000)).isEqualTo(part(2_999_000, 3_000_000));
      assertThat(read(channel, 262_000, 1000)).isEqualTo(part(262_000, 263_000));
      assertThat(read(channel, 2_999_500, 10)).isEqualTo(part(2_999_500, 2_999_510));
    }
    assertThat(ranges)
        .containsExactly("bytes=0-262143", "bytes=2883584-2999999", "bytes=262144-524287");
  }

  @Test
  void aSmallFileOfAServerWithoutRangesIsReadWhole() throws IOException {
    try (SeekableByteChannel channel = open(address("/whole"))) {
      assertThat(channel.size()).isEqualTo(file.length);
      assertThat(read(channel, 1_000_000, 2_000_000)).isEqualTo(part(1_000_000, 3_000_000));
    }
  }

  @Test
  void aLargeFileOfAServerWithoutRangesIsRefused() {
    assertThatThrownBy(() -> open(address("/huge")))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("range");
  }

  @Test
  void aMissingFileIsTheScenesFaultAndABusyServerIsNot() {
    assertThatThrownBy(() -> open(address("/missing")))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("404");
    assertThatThrownBy(() -> open(address("/busy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  @Test
  void aSceneIsReadOverHttpAsFromItsFile(@TempDir Path folder) throws IOException {
    float[][] bands = new float[1][400 * 400];
    for (int i = 0; i < bands[0].length; i++) {
      bands[0][i] = 1 + i % 1000;
    }
    Path raster = folder.resolve("a.tif");
    GeoTiffWriter.write(
        raster,
        400,
        400,
        bands,
        GeoTiffWriter.Sample.UINT16,
        new GeoTiffWriter.Place(32633, 500_000, 5_000_000, 10),
        OptionalDouble.empty());
    file = Files.readAllBytes(raster);

    assertThat(tiles(address("/ranges")))
        .isNotEmpty()
        .usingRecursiveComparison()
        .isEqualTo(tiles(raster.toUri()));
    assertThat(ranges).isNotEmpty();
  }

  private static List<Tile> tiles(URI href) throws IOException {
    StacItem item =
        StacItem.parse(
            """
            {"type": "Feature", "stac_version": "1.1.0", "id": "h",
             "properties": {"datetime": "2024-05-01T10:00:00Z"},
             "assets": {"pan": {"href": "%s", "type": "image/tiff"}}}
            """
                .formatted(href));
    try (RasterScene scene = RasterScene.open(item)) {
      return new SceneTiler(scene, 64).tiles().toList();
    }
  }

  private byte[] part(int from, int to) {
    return Arrays.copyOfRange(file, from, to);
  }

  private static byte[] read(SeekableByteChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    channel.position(position);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Read on.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static SeekableByteChannel open(URI address) throws IOException {
    return AssetSource.trusting().open(address);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void ranges(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range);
    String[] ends = range.substring("bytes=".length()).split("-");
    int first = Integer.parseInt(ends[0]);
    int last = Math.min(Integer.parseInt(ends[1]), file.length - 1);
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes " + first + "-" + last + "/" + file.length);
    reply(exchange, 206, part(first, last + 1));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }
}
