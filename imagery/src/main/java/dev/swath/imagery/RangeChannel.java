package dev.swath.imagery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a file that lies elsewhere by ranges, in blocks of which the last few are kept. Not
 * thread-safe.
 */
abstract class RangeChannel implements SeekableByteChannel {
  static final int BLOCK = 256 * 1024;

  /** 8 MiB: several threads may each have a channel on each file of a scene. */
  private static final int MAX_BLOCKS = 32;

  /**
   * What came of a request for a range.
   *
   * @param bytes the range, or the whole file
   * @param size of the whole file, bytes
   */
  record Part(byte[] bytes, long size, boolean whole) {}

  private final Map<Long, byte[]> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > MAX_BLOCKS;
        }
      };
  private final String name;
  private final long maxNanos;
  private long nanos;
  private byte[] whole;
  private long size = -1;
  private long position;
  private boolean open = true;

  /**
   * @param name the file, for messages
   * @param totalTime for all requests together
   */
  RangeChannel(String name, Duration totalTime) {
    this.name = name;
    this.maxNanos = totalTime.toNanos();
  }

  /**
   * Asks for the bytes from {@code first} to {@code last}, both included. The file may end before
   * {@code last} as long as its size is not known.
   *
   * @throws SceneException if there is no such file or it cannot be read by ranges
   * @throws IOException if reading failed and may work later
   */
  abstract Part fetch(long first, long last) throws IOException;

  /** Reads the first block, and so the size; to be called before anything else. */
  final void start() throws IOException {
    block(0);
  }

  @Override
  public final int read(ByteBuffer target) throws IOException {
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
      long first = index * BLOCK;
      long last = size < 0 ? first + BLOCK - 1 : Math.min(first + BLOCK, size) - 1;
      Part part = timed(first, last);
      if (size >= 0 && part.size() != size) {
        throw new SceneException(
            "cannot read asset: %s had %d bytes and now has %d: it changes while it is read"
                .formatted(name, size, part.size()));
      }
      size = part.size();
      block = part.bytes();
      if (part.whole()) {
        whole = block;
      } else {
        blocks.put(index, block);
      }
    }
    return block;
  }

  private Part timed(long first, long last) throws IOException {
    if (nanos > maxNanos) {
      throw new SceneException(
          "cannot read asset: reading %s has taken longer than the %d s that are allowed"
              .formatted(name, Duration.ofNanos(maxNanos).toSeconds()));
    }
    long start = System.nanoTime();
    try {
      return fetch(first, last);
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  /**
   * Reads a range that was asked for.
   *
   * @param size of the whole file, bytes
   * @throws IOException if the body ends early
   */
  final byte[] exactly(InputStream body, long first, long last, long size) throws IOException {
    if (size <= first) {
      throw new SceneException(
          "cannot read asset: %s has %d bytes, but was asked for byte %d"
              .formatted(name, size, first));
    }
    int expected = (int) (Math.min(last + 1, size) - first);
    byte[] bytes = body.readNBytes(expected);
    if (bytes.length < expected) {
      throw new IOException(name + " ended after " + bytes.length + " of " + expected);
    }
    return bytes;
  }

  /**
   * The size of the whole file, from a header like {@code bytes 0-262143/828125} (RFC 9110, section
   * 14.4).
   *
   * @param name the file, for the message
   * @throws SceneException if the header does not tell it
   */
  static long sizeOf(String name, String contentRange) {
    try {
      return Long.parseLong(contentRange.substring(contentRange.indexOf('/') + 1).trim());
    } catch (NumberFormatException e) {
      throw new SceneException(
          "cannot read asset: "
              + name
              + " does not tell its size in Content-Range: "
              + contentRange);
    }
  }

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public final long size() {
    return size;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }

  @Override
  public final void close() {
    open = false;
    blocks.clear();
    whole = null;
  }

  @Override
  public final int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public final SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }
}
