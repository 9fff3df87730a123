package dev.swath.imagery;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Reads a file over HTTP by ranges. A server without ranges is an error unless the file is small
 * enough to be held whole. Not thread-safe.
 */
final class HttpRangeChannel extends RangeChannel {
  private static final int MAX_WHOLE = 32 * 1024 * 1024;

  private final HttpFiles files;
  private final URI address;

  private HttpRangeChannel(HttpFiles files, Duration totalTime, URI address) {
    super(address.toString(), totalTime);
    this.files = files;
    this.address = address;
  }

  /**
   * Opens a file by reading its first block.
   *
   * @param totalTime for all requests together
   * @throws SceneException if the server says that there is no such file, it knows no ranges and
   *     the file is large, or its address must not be connected to
   * @throws IOException if the server cannot be reached or is in trouble
   */
  static HttpRangeChannel open(HttpFiles files, Duration totalTime, URI address)
      throws IOException {
    HttpRangeChannel channel = new HttpRangeChannel(files, totalTime, address);
    channel.start();
    return channel;
  }

  @Override
  Part fetch(long first, long last) throws IOException {
    return files.get(address, first, last, response -> part(response, first, last));
  }

  private Part part(ClassicHttpResponse response, long first, long last) throws IOException {
    int status = response.getCode();
    if (status == 206 && response.getEntity() != null) {
      long size = sizeOf(address.toString(), header(response, "Content-Range"));
      return new Part(exactly(response.getEntity().getContent(), first, last, size), size, false);
    }
    if (status == 200 && response.getEntity() != null) {
      return whole(response.getEntity().getContent());
    }
    String problem = "HTTP status " + status + " for " + address;
    if (status >= 500 || status == 429 || status == 408) {
      throw new IOException(problem);
    }
    if (status >= 300 && status < 400) {
      problem +=
          ": redirects are not followed; name the address that it leads to ("
              + header(response, "Location")
              + ")";
    }
    throw new SceneException("cannot read asset: " + problem);
  }

  private static String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? "" : header.getValue();
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
}
