package dev.swath.imagery;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only files that GDAL gets to see: a virtual file system of GDAL's plug-in kind whose files
 * are opened by an {@link AssetSource}. So every address passes the same check and is read by the
 * same code (no redirects, the same checksums) whichever reader is in use, and whatever else a file
 * names does not exist. Thread-safe.
 */
final class GdalStreams {
  private static final String PREFIX = "/vsiswath/";
  private static final int MAX_CHUNK = 1 << 30;

  /** Where the callbacks lie in VSIFilesystemPluginCallbacksStruct, in pointers. */
  private static final int OPEN = 7;

  private static final int TELL = 8;
  private static final int SEEK = 9;
  private static final int READ = 10;
  private static final int EOF = 13;
  private static final int CLOSE = 17;

  interface Open extends Callback {
    /**
     * @param name the path after the prefix
     */
    Pointer call(Pointer user, Pointer name, Pointer access);
  }

  interface Tell extends Callback {
    long call(Pointer file);
  }

  interface Seek extends Callback {
    int call(Pointer file, long offset, int whence);
  }

  interface Read extends Callback {
    long call(Pointer file, Pointer buffer, long size, long count);
  }

  interface Flag extends Callback {
    int call(Pointer file);
  }

  // Fields, so that the garbage collector leaves alone what GDAL keeps: it does not copy the
  // prefix.
  private final Memory prefix = new Memory(PREFIX.length() + 1);
  private final Open open = this::open;
  private final Tell tell = file -> at(file).position;
  private final Seek seek = (file, offset, whence) -> at(file).seek(offset, whence);
  private final Read read = (file, buffer, size, count) -> at(file).read(buffer, size, count);
  private final Flag eof = file -> at(file).ended ? 1 : 0;
  private final Flag close = this::close;

  private final AtomicLong ids = new AtomicLong();
  private final Map<String, Stream> streams = new ConcurrentHashMap<>();
  private final Map<Long, OpenFile> files = new ConcurrentHashMap<>();

  GdalStreams(Gdal gdal) {
    prefix.setString(0, PREFIX);
    Pointer callbacks = gdal.VSIAllocFilesystemPluginCallbacksStruct();
    put(callbacks, OPEN, open);
    put(callbacks, TELL, tell);
    put(callbacks, SEEK, seek);
    put(callbacks, READ, read);
    put(callbacks, EOF, eof);
    put(callbacks, CLOSE, close);
    int result = gdal.VSIInstallPluginHandler(prefix, callbacks);
    gdal.VSIFreeFilesystemPluginCallbacksStruct(callbacks);
    if (result != 0) {
      throw new IllegalStateException("it does not take " + PREFIX + " as a file system");
    }
  }

  private static void put(Pointer callbacks, int index, Callback callback) {
    callbacks.setPointer((long) index * Long.BYTES, CallbackReference.getFunctionPointer(callback));
  }

  /** One address under a name by which GDAL can open it, until this is closed. */
  final class Stream implements AutoCloseable {
    private final String name;
    private final AssetSource source;
    private final URI href;
    private volatile Exception failure;

    private Stream(String name, AssetSource source, URI href) {
      this.name = name;
      this.source = source;
      this.href = href;
    }

    String path() {
      return PREFIX + name;
    }

    /**
     * Throws what went wrong while GDAL read, if anything did: GDAL is only told that it got
     * nothing.
     */
    void rethrow() throws IOException {
      Exception e = failure;
      if (e instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      if (e instanceof SceneException scene) {
        throw scene;
      }
      if (e != null) {
        throw new SceneException("cannot read " + href + ": " + e, e);
      }
    }

    @Override
    public void close() {
      streams.remove(name);
    }
  }

  Stream stream(AssetSource source, URI href) {
    Stream stream = new Stream(Long.toString(ids.incrementAndGet()), source, href);
    streams.put(stream.name, stream);
    return stream;
  }

  private Pointer open(Pointer user, Pointer name, Pointer access) {
    Stream stream = streams.get(name.getString(0));
    if (stream == null || !access.getString(0).matches("rb?")) {
      return Pointer.NULL;
    }
    try {
      long id = ids.incrementAndGet();
      files.put(id, new OpenFile(stream, stream.source.open(stream.href)));
      return new Pointer(id);
    } catch (IOException | RuntimeException e) {
      stream.failure = e;
      return Pointer.NULL;
    }
  }

  private OpenFile at(Pointer file) {
    return files.get(Pointer.nativeValue(file));
  }

  private int close(Pointer file) {
    OpenFile closed = files.remove(Pointer.nativeValue(file));
    try {
      closed.channel.close();
    } catch (IOException e) {
      // Nothing was written, so nothing is lost.
    }
    return 0;
  }

  private static final class OpenFile {
    private final Stream stream;
    private final SeekableByteChannel channel;
    private long position;
    private boolean ended;

    private OpenFile(Stream stream, SeekableByteChannel channel) {
      this.stream = stream;
      this.channel = channel;
    }

    /** As C's fseek: from the start, from here or from the end. */
    private int seek(long offset, int whence) {
      try {
        position =
            switch (whence) {
              case 0 -> offset;
              case 1 -> position + offset;
              default -> channel.size() + offset;
            };
        ended = false;
        return 0;
      } catch (IOException | RuntimeException e) {
        stream.failure = e;
        return -1;
      }
    }

    /** As C's fread. */
    private long read(Pointer buffer, long size, long count) {
      long wanted = size * count;
      long done = 0;
      try {
        channel.position(position);
        while (done < wanted && stream.failure == null) {
          ByteBuffer target = buffer.getByteBuffer(done, Math.min(MAX_CHUNK, wanted - done));
          int bytes = channel.read(target);
          if (bytes < 0) {
            break;
          }
          done += bytes;
        }
      } catch (IOException | RuntimeException e) {
        stream.failure = e;
      }
      position += done;
      ended = done < wanted;
      return size == 0 ? 0 : done / size;
    }
  }
}
