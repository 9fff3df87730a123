package dev.swath.servicekit.http;

import jakarta.validation.constraints.Min;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Who may ask by HTTP, {@code swath.http.*}.
 *
 * @param keys the SHA-256 of each key that opens the service, by name: {@code
 *     swath.http.keys.NAME=HASH}, as {@code ./swath key NAME} prints it; none: whoever reaches the
 *     port may ask, which is refused unless the port is on this machine only
 * @param open whether the port may be reached from other machines without a key
 * @param maxBody larger requests are refused (413)
 * @param requestsPerMinute of one key, or of one address where there is no key; more are refused
 *     (429)
 */
@Validated
@ConfigurationProperties(prefix = "swath.http", ignoreUnknownFields = false)
public record HttpSettings(
    @DefaultValue Map<String, String> keys,
    @DefaultValue("false") boolean open,
    @DefaultValue("1MB") DataSize maxBody,
    @DefaultValue("600") @Min(value = 1, message = "must be at least 1 request")
        int requestsPerMinute) {

  private static final DataSize MOST = DataSize.ofMegabytes(64);

  public HttpSettings {
    keys = Map.copyOf(keys);
    if (maxBody.toBytes() < 1 || maxBody.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("swath.http.max-body must be from 1B to 64MB");
    }
  }
}
