package dev.swath.imagery;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a file over HTTP by ranges, in blocks that are kept for a while. A server without ranges is
 * an error unless the file is small enough to be held whole. Not thread-safe.
 */
public final class HttpRangeChannel implements SeekableByteChannel {
  private static final int BLOCK = 256 * 1024;
  private static final int MAX_BLOCKS = 128;
  private static final int MAX_WHOLE = 32 * 1024 * 1024;
  // Redirects are not followed: the address was checked, the place it points to was not.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

  private final URI address;
  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return whole == null && size() > MAX_BLOCKS;
        }
      };
  private byte[] whole;
  private long size = -1;
  private long position;
  private boolean open = true;

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
  public static HttpRangeChannel open(URI address) throws IOException {
    HttpRangeChannel channel = new HttpRangeChannel(address);
    channel.block(0);
    return channel;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= size) {
      return -1;
    }
    byte[] source = whole;
    int from = (int) position;
    if (source == null) {
      source = block(position / BLOCK);
      from = (int) (position % BLOCK);
    }
    int count = Math.min(target.remaining(), source.length - from);
    target.put(source, from, count);
    position += count;
    return count;
  }

  private byte[] block(long index) throws IOException {
    byte[] block = blocks.get(index);
    if (block == null) {
      block = fetch(index);
      blocks.put(index, block);
    }
    return block;
  }

  private byte[] fetch(long index) throws IOException {
    long first = index * BLOCK;
    long last = size < 0 ? first + BLOCK - 1 : Math.min(first + BLOCK, size) - 1;
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .header("Range", "bytes=" + first + "-" + last)
            .build();
    HttpResponse<InputStream> response = send(request);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 206) {
        size = sizeOf(response);
        int expected = (int) (Math.min(first + BLOCK, size) - first);
        byte[] bytes = body.readNBytes(expected);
        if (bytes.length < expected) {
          throw new IOException(address + " ended after " + bytes.length + " of " + expected);
        }
        return bytes;
      }
      if (status == 200) {
        return readWhole(body);
      }
      String problem = "HTTP status " + status + " for " + address;
      if (status >= 500 || status == 429 || status == 408) {
        throw new IOException(problem);
      }
      throw new SceneException("cannot read asset: " + problem);
    }
  }

  private byte[] readWhole(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_WHOLE + 1);
    if (bytes.length > MAX_WHOLE) {
      throw new SceneException(
          "cannot read asset: the server of "
              + address
              + " does not answer range requests and the file is larger than "
              + MAX_WHOLE
              + " bytes");
    }
    whole = bytes;
    size = bytes.length;
    return bytes;
  }

  private static HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + request.uri(), e);
    }
  }

  private long sizeOf(HttpResponse<?> response) {
    // "bytes 0-262143/828125" (RFC 9110, section 14.4)
    String range = response.headers().firstValue("Content-Range").orElse("");
    try {
      return Long.parseLong(range.substring(range.indexOf('/') + 1).trim());
    } catch (NumberFormatException e) {
      throw new SceneException(
          "cannot read asset: " + address + " does not tell its size in Content-Range: " + range);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    blocks.clear();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }
}
