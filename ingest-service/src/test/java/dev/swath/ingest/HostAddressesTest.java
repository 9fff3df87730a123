package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.swath.imagery.AssetSource;
import dev.swath.imagery.ReadLimits;
import dev.swath.imagery.SceneException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressesTest {
  private final HostAddresses all = new HostAddresses(List.of("*"));
  private final HostAddresses listed =
      new HostAddresses(List.of("store.internal", "169.254.7.7", "[fd00::7]"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd12:3456::1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1"
      })
  void aPrivateAddressIsConnectedToOnlyIfItsHostIsListed(String address)
      throws UnknownHostException {
    InetAddress[] at = InetAddress.getAllByName(address);

    assertThatThrownBy(() -> all.check("evil.example", at[0]))
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll("evil.example", "swath.ingest.allowed-hosts");
    assertThatThrownBy(() -> listed.check("evil.example", at[0]))
        .isInstanceOf(SceneException.class);
    assertThatCode(() -> listed.check("STORE.internal", at[0])).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "100::1"
      })
  void aSpecialAddressIsNotConnectedToByAnyName(String address) throws UnknownHostException {
    InetAddress at = InetAddress.getByName(address);

    assertThatThrownBy(() -> all.check("evil.example", at)).isInstanceOf(SceneException.class);
    assertThatThrownBy(() -> listed.check("store.internal", at))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("never read from by name");
  }

  @Test
  void aListedAddressIsConnectedTo() throws UnknownHostException {
    InetAddress linkLocal = InetAddress.getByName("169.254.7.7");
    InetAddress unique = InetAddress.getByName("fd00::7");

    assertThatCode(() -> listed.check("169.254.7.7", linkLocal)).doesNotThrowAnyException();
    assertThatCode(() -> listed.check("fd00::7", unique)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "2600::1", "64:ff9b::808:808"})
  void aPublicAddressIsConnectedTo(String address) throws UnknownHostException {
    InetAddress at = InetAddress.getByName(address);

    assertThatCode(() -> all.check("example.com", at)).doesNotThrowAnyException();
  }

  @Test
  void aNameThatLeadsToThisMachineIsRefusedBeforeAnythingIsSent() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = server.getAddress().getPort();
    server.start();
    try {
      AllowedAssets assets = assets("*");
      for (String host : List.of("localhost", "127.0.0.1", "2130706433", "[::1]")) {
        assertThatThrownBy(() -> assets.open(URI.create("http://" + host + ":" + port + "/a.tif")))
            .as(host)
            .isInstanceOf(SceneException.class)
            .hasMessageContaining("not a public one");
      }
      // It has no files, but it was asked.
      assertThatThrownBy(
              () -> assets("localhost").open(URI.create("http://localhost:" + port + "/a.tif")))
          .isInstanceOf(SceneException.class)
          .hasMessageContaining("404");
    } finally {
      server.stop(0);
    }
  }

  private static AllowedAssets assets(String host) {
    ReadLimits limits =
        new ReadLimits(
            new ReadLimits.File(1000, 1000, Duration.ofSeconds(30), Duration.ofSeconds(30)),
            new ReadLimits.Image(1000, 3),
            new ReadLimits.Video(1000, 1000, 10, Duration.ofSeconds(1)));
    return new AllowedAssets(
        List.of(),
        List.of(host),
        List.of(),
        AssetSource.of(new HostAddresses(List.of(host)), limits));
  }
}
