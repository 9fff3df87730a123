package dev.swath.imagery;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the files of scenes; who must not trust an href puts a check in front of {@link #open}. */
@FunctionalInterface
public interface AssetSource {
  /**
   * Opens a file for reading.
   *
   * @throws SceneException if there is no such file, it must not be read or it is too large
   * @throws IOException if reading failed and may work later
   */
  SeekableByteChannel open(URI href) throws IOException;

  /** How much is read of what was opened. */
  default ReadLimits limits() {
    return ReadLimits.OF_OWN_FILES;
  }

  /** Opens local files, http(s) addresses and objects of S3, whatever they are. */
  static AssetSource trusting() {
    return Trusting.SOURCE;
  }

  /**
   * Opens local files, objects of S3 and http(s) addresses.
   *
   * @param check where HTTP connections may lead
   */
  static AssetSource of(AddressCheck check, ReadLimits limits) {
    HttpFiles http = new HttpFiles(check, limits.file().requestTime());
    return new AssetSource() {
      @Override
      public SeekableByteChannel open(URI href) throws IOException {
        SeekableByteChannel channel =
            switch (String.valueOf(href.getScheme())) {
              case "file" -> openFile(Path.of(href.getPath()));
              case "http", "https" -> HttpRangeChannel.open(http, limits.file().totalTime(), href);
              case "s3" -> S3RangeChannel.open(href);
              default ->
                  throw new SceneException(
                      "cannot read "
                          + href
                          + ": only file, http, https and s3 addresses are known");
            };
        try {
          ReadLimits.check("asset " + href, channel.size(), limits.file().bytes(), "bytes");
          return channel;
        } catch (SceneException | IOException e) {
          channel.close();
          throw e;
        }
      }

      @Override
      public ReadLimits limits() {
        return limits;
      }
    };
  }

  private static SeekableByteChannel openFile(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new SceneException("asset is a folder, not a file: " + file);
      }
      // A pipe would be waited for without an end, and a device has none.
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new SceneException("asset is not a regular file: " + file);
      }
      return Files.newByteChannel(file);
    } catch (NoSuchFileException e) {
      throw new SceneException("asset file does not exist: " + file, e);
    }
  }

  /** Made on first use, and once. */
  final class Trusting {
    private static final AssetSource SOURCE = of((host, address) -> {}, ReadLimits.OF_OWN_FILES);

    private Trusting() {}
  }
}
