package dev.swath.imagery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Compares a file with the size and checksum that its Item declares. */
final class AssetChecks {
  /** Larger files are not read whole only to be checked if they come over the network. */
  private static final long MAX_REMOTE_BYTES = 32L * 1024 * 1024;

  /** Multihash: 0x12 is sha2-256, 0x20 its length of 32 bytes. */
  private static final String SHA256_PREFIX = "1220";

  private AssetChecks() {}

  /** Whether there is anything to compare with. */
  static boolean declared(StacAsset asset) {
    return asset.size().isPresent() || asset.checksum().isPresent();
  }

  /**
   * Checks {@code file:size} and {@code file:checksum} where they are given, and leaves the channel
   * at its start. The checksum of a remote file of more than 32 MiB is not checked.
   *
   * @throws SceneException if the file is not the declared one
   */
  static void verify(StacAsset asset, SeekableByteChannel file) throws IOException {
    String name = "asset '" + asset.key() + "' (" + asset.href() + ")";
    if (asset.size().isPresent() && asset.size().getAsLong() != file.size()) {
      throw new SceneException(
          "%s has %d bytes, but file:size says %d: it is incomplete or another file"
              .formatted(name, file.size(), asset.size().getAsLong()));
    }
    boolean remote = file instanceof RangeChannel;
    if (asset.checksum().isPresent() && !(remote && file.size() > MAX_REMOTE_BYTES)) {
      String declared = asset.checksum().get().toLowerCase(Locale.ROOT);
      if (!declared.startsWith(SHA256_PREFIX)) {
        throw new SceneException(
            name + ": file:checksum must be a sha2-256 multihash (1220...), is " + declared);
      }
      String actual = SHA256_PREFIX + sha256(file);
      if (!actual.equals(declared)) {
        throw new SceneException(
            "%s has checksum %s, but file:checksum says %s: it is damaged or another file"
                .formatted(name, actual, declared));
      }
    }
    file.position(0);
  }

  private static String sha256(SeekableByteChannel file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (file.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
