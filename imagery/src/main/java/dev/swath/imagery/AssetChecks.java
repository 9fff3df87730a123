package dev.swath.imagery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** Compares a file with the size and checksum that its Item declares. */
final class AssetChecks {
  /** Multihash: the code of the function and the length of its result in bytes. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("1220", "SHA-256", "2030", "SHA-384", "1340", "SHA-512");

  private AssetChecks() {}

  /** Whether there is anything to compare with. */
  static boolean declared(StacAsset asset) {
    return asset.size().isPresent() || asset.checksum().isPresent();
  }

  /**
   * Checks {@code file:size} and {@code file:checksum} where they are given, and leaves the channel
   * at its start. The checksum of a large remote file is not checked: see {@link ReadLimits}.
   *
   * @throws SceneException if the file is not the declared one
   */
  static void verify(StacAsset asset, SeekableByteChannel file, ReadLimits limits)
      throws IOException {
    String name = "asset '" + asset.key() + "' (" + asset.href() + ")";
    if (asset.size().isPresent() && asset.size().getAsLong() != file.size()) {
      throw new SceneException(
          "%s has %d bytes, but file:size says %d: it is incomplete or another file"
              .formatted(name, file.size(), asset.size().getAsLong()));
    }
    boolean remote = file instanceof RangeChannel;
    if (asset.checksum().isPresent() && !(remote && file.size() > limits.file().checksumBytes())) {
      String declared = asset.checksum().get().toLowerCase(Locale.ROOT);
      String prefix = declared.substring(0, Math.min(4, declared.length()));
      if (!ALGORITHMS.containsKey(prefix)) {
        throw new SceneException(
            name
                + ": file:checksum must be a multihash of sha2-256 (1220...), sha2-384 (2030...) or"
                + " sha2-512 (1340...), is "
                + declared);
      }
      String actual = prefix + hash(ALGORITHMS.get(prefix), file);
      if (!actual.equals(declared)) {
        throw new SceneException(
            "%s has checksum %s, but file:checksum says %s: it is damaged or another file"
                .formatted(name, actual, declared));
      }
    }
    file.position(0);
  }

  private static String hash(String algorithm, SeekableByteChannel file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java lacks " + algorithm, e);
    }
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (file.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
