package dev.swath.imagery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** A server of our own stands in for S3; it is found by AWS's standard settings. */
class S3RangeChannelTest {
  private final byte[] file = new byte[2_000_000];
  private RangeServer server;
  private S3Client client;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(file);
    server = new RangeServer();
    server.put("/scenes/a b/B04.tif", file);
    Map.of(
            "aws.endpointUrlS3", server.address("").toString(),
            "aws.region", "eu-central-1",
            "aws.accessKeyId", "the-key",
            "aws.secretAccessKey", "the-secret")
        .forEach(System::setProperty);
    client = S3RangeChannel.client();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    for (String name : new String[] {"endpointUrlS3", "region", "accessKeyId", "secretAccessKey"}) {
      System.clearProperty("aws." + name);
    }
  }

  @Test
  void onlyTheRangesThatAreReadAreAskedForAndTheyAreSigned() throws IOException {
    try (S3RangeChannel channel = open("s3://scenes/a%20b/B04.tif")) {
      assertThat(channel.size()).isEqualTo(file.length);
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      channel.position(1_500_000);
      while (buffer.hasRemaining()) {
        channel.read(buffer);
      }
      assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(file, 1_500_000, 1_501_000));
    }
    assertThat(server.paths()).containsOnly("/scenes/a b/B04.tif").hasSize(2);
    assertThat(server.bytes()).isEqualTo(2 * 256 * 1024);
    assertThat(server.authorizations())
        .allMatch(value -> value.startsWith("AWS4-HMAC-SHA256 Credential=the-key/"))
        .allMatch(value -> value.contains("/eu-central-1/s3/"));
  }

  @Test
  void aMissingObjectIsTheScenesFaultAndATroubledServerIsNot() {
    assertThatThrownBy(() -> open("s3://scenes/none.tif"))
        .isInstanceOf(SceneException.class)
        .hasMessageContainingAll("404", "s3://scenes/none.tif");
    server.fail("/scenes/secret.tif", 403);
    assertThatThrownBy(() -> open("s3://scenes/secret.tif"))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("403");
    server.fail("/scenes/busy.tif", 501);
    assertThatThrownBy(() -> open("s3://scenes/busy.tif"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("501");
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.redirect("/scenes/moved.tif", server.address("/elsewhere/a.tif").toString());

    assertThatThrownBy(() -> open("s3://scenes/moved.tif"))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining("302");
    assertThat(server.paths()).containsOnly("/scenes/moved.tif");
  }

  private S3RangeChannel open(String address) throws IOException {
    return S3RangeChannel.open(URI.create(address), client);
  }
}
