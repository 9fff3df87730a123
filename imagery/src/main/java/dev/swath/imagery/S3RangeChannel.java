package dev.swath.imagery;

import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads an object of S3 by ranges, with the standard settings of AWS. Not thread-safe. */
final class S3RangeChannel extends RangeChannel {

  /** Made on first use: who never reads from S3 needs no region and no credentials. */
  private static final class Client {
    private static S3Client client;

    private static synchronized S3Client get() throws IOException {
      try {
        if (client == null) {
          client = client();
        }
        return client;
      } catch (SdkException e) {
        throw new IOException("S3 cannot be used: " + e.getMessage(), e);
      }
    }
  }

  private final S3Client client;
  private final URI address;

  private S3RangeChannel(S3Client client, URI address) {
    super(address.toString(), ReadLimits.OF_OWN_FILES.file().totalTime());
    this.client = client;
    this.address = address;
  }

  /**
   * Opens an object by reading its first block.
   *
   * @param address {@code s3://bucket/key}
   * @throws SceneException if there is no such object or it must not be read
   * @throws IOException if S3 cannot be reached or is in trouble, or its settings are missing
   */
  static S3RangeChannel open(URI address) throws IOException {
    return open(address, Client.get());
  }

  static S3RangeChannel open(URI address, S3Client client) throws IOException {
    S3RangeChannel channel = new S3RangeChannel(client, address);
    channel.start();
    return channel;
  }

  /**
   * A client with the region, credentials and endpoint of the environment, system properties or
   * {@code ~/.aws}. It follows no redirects.
   */
  static S3Client client() {
    return S3Client.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .crossRegionAccessEnabled(!ownEndpoint())
        // Stores other than Amazon's seldom have a host name for each bucket.
        .forcePathStyle(ownEndpoint())
        .build();
  }

  private static boolean ownEndpoint() {
    return Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
            .anyMatch(name -> System.getenv(name) != null)
        || Stream.of("aws.endpointUrlS3", "aws.endpointUrl")
            .anyMatch(name -> System.getProperty(name) != null);
  }

  /** The bucket of an address; empty if it names none. */
  static String bucket(URI address) {
    return address.getAuthority() == null ? "" : address.getAuthority();
  }

  @Override
  Part fetch(long first, long last) throws IOException {
    String key = address.getPath().replaceFirst("^/", "");
    try (ResponseInputStream<GetObjectResponse> body =
        client.getObject(
            request ->
                request.bucket(bucket(address)).key(key).range("bytes=" + first + "-" + last))) {
      long size = sizeOf(address.toString(), String.valueOf(body.response().contentRange()));
      return new Part(exactly(body, first, last, size), size, false);
    } catch (S3Exception e) {
      String problem = "S3 answers " + e.statusCode() + " for " + address;
      if (e.statusCode() >= 500 || e.statusCode() == 429 || e.statusCode() == 408) {
        throw new IOException(problem, e);
      }
      throw new SceneException("cannot read asset: " + problem, e);
    } catch (SdkException e) {
      throw new IOException("cannot read " + address + ": " + e.getMessage(), e);
    }
  }
}
