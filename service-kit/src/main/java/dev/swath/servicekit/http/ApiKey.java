package dev.swath.servicekit.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key that opens a service's HTTP port. It is random, so that one round of SHA-256 is enough to
 * keep it secret: there is no short list of likely keys to try.
 */
public final class ApiKey {
  private static final int RANDOM_BYTES = 32;

  /** Makes a key recognizable, to people and to programs that search for lost secrets. */
  private static final String PREFIX = "swath_";

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /** A new key of 256 random bits. */
  public static ApiKey random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What its owner sends, as {@code Authorization: Bearer ...}. */
  public String text() {
    return text;
  }

  /** What a service keeps: its SHA-256, 64 hexadecimal digits. */
  public String hash() {
    return HexFormat.of().formatHex(hash(text));
  }

  /** The SHA-256 of a key, 32 bytes. */
  static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
