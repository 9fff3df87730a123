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
   * @throws SceneException if there is no such file or it must not be read
   * @throws IOException if reading failed and may work later
   */
  SeekableByteChannel open(URI href) throws IOException;

  /** Opens local files, http(s) addresses and objects of S3, whatever they are. */
  static AssetSource trusting() {
    return href -> {
      String scheme = String.valueOf(href.getScheme());
      return switch (scheme) {
        case "file" -> openFile(Path.of(href.getPath()));
        case "http", "https" -> HttpRangeChannel.open(href);
        case "s3" -> S3RangeChannel.open(href);
        default ->
            throw new SceneException(
                "cannot read " + href + ": only file, http, https and s3 addresses are known");
      };
    };
  }

  private static SeekableByteChannel openFile(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new SceneException("asset is a folder, not a file: " + file);
      }
      return Files.newByteChannel(file);
    } catch (NoSuchFileException e) {
      throw new SceneException("asset file does not exist: " + file, e);
    }
  }
}
