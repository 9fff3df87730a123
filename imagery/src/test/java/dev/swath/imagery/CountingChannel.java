package dev.swath.imagery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Adds up how many bytes are read. */
final class CountingChannel implements SeekableByteChannel {
  private final SeekableByteChannel channel;
  private final long[] bytes;

  CountingChannel(SeekableByteChannel channel, long[] bytes) {
    this.channel = channel;
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = channel.read(target);
    bytes[0] += Math.max(0, count);
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    channel.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
