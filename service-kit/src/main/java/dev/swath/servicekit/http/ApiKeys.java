package dev.swath.servicekit.http;

import dev.swath.servicekit.ConfigurationException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys that open a service, known by their hashes alone. Thread-safe. */
final class ApiKeys {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final String SCHEME = "Bearer ";

  private final Map<String, byte[]> hashes = new TreeMap<>();

  /**
   * @param hexHashes by name
   * @throws ConfigurationException if one is not the SHA-256 of a key
   */
  ApiKeys(Map<String, String> hexHashes) {
    hexHashes.forEach(
        (name, hex) -> {
          if (!SHA256.matcher(hex.trim()).matches()) {
            // The value is not shown: it may be the key itself.
            throw new ConfigurationException(
                "swath.http.keys." + name,
                "It is not the SHA-256 of a key (64 hexadecimal digits).",
                "Make a key by './swath key %s' and set the property to the hash that it prints."
                    .formatted(name));
          }
          hashes.put(name, HexFormat.of().parseHex(hex.trim()));
        });
  }

  boolean isEmpty() {
    return hashes.isEmpty();
  }

  /**
   * The name of the key in an Authorization header; empty if there is none or it is wrong. Takes as
   * long whether a key is wrong from its first digit or its last.
   *
   * @param authorization may be null
   */
  Optional<String> owner(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    byte[] hash = ApiKey.hash(authorization.substring(SCHEME.length()).trim());
    String owner = null;
    for (Map.Entry<String, byte[]> known : hashes.entrySet()) {
      // All of them are compared: the time must not tell which one it was.
      if (MessageDigest.isEqual(known.getValue(), hash)) {
        owner = known.getKey();
      }
    }
    return Optional.ofNullable(owner);
  }
}
