package dev.swath.imagery;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Reads a file over HTTP by ranges. A server without ranges is an error unless the file is small
 * enough to be held whole. Not thread-safe.
 */
final class HttpRangeChannel extends RangeChannel {
  private static final int MAX_WHOLE = 32 * 1024 * 1024;
  // Redirects are not followed: the address was checked, the place it points to was not.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  private final URI address;

  private HttpRangeChannel(URI address) {
    this.address = address;
  }

  /**
   * Opens a file by reading its first block.
   *
   * @throws SceneException if the server says that there is no such file, or it knows no ranges and
   *     the file is large
   * @throws IOException if the server cannot be reached or is in trouble
   */
  static HttpRangeChannel open(URI address) throws IOException {
    HttpRangeChannel channel = new HttpRangeChannel(address);
    channel.start();
    return channel;
  }

  @Override
  Part fetch(long first, long last) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .header("Range", "bytes=" + first + "-" + last)
            .build();
    HttpResponse<InputStream> response = send(request);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 206) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        long size = sizeOf(address.toString(), range);
        int expected = (int) (Math.min(last + 1, size) - first);
        byte[] bytes = body.readNBytes(expected);
        if (bytes.length < expected) {
          throw new IOException(address + " ended after " + bytes.length + " of " + expected);
        }
        return new Part(bytes, size, false);
      }
      if (status == 200) {
        return whole(body);
      }
      String problem = "HTTP status " + status + " for " + address;
      if (status >= 500 || status == 429 || status == 408) {
        throw new IOException(problem);
      }
      throw new SceneException("cannot read asset: " + problem);
    }
  }

  private Part whole(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_WHOLE + 1);
    if (bytes.length > MAX_WHOLE) {
      throw new SceneException(
          "cannot read asset: the server of "
              + address
              + " does not answer range requests and the file is larger than "
              + MAX_WHOLE
              + " bytes");
    }
    return new Part(bytes, bytes.length, true);
  }

  private static HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + request.uri(), e);
    }
  }
}
