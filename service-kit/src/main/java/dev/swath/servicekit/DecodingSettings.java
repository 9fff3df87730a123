package dev.swath.servicekit;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much a language model decodes at once, {@code swath.decoding.*}: for the services that have
 * one.
 *
 * @param cache the KV cache's size. What one token needs of it follows from the model: 2 x layers x
 *     key and value heads x head width x 4 bytes, or 2 bytes on a GPU
 * @param rows answers that are decoded at the same time, at the most
 * @param prefillChunk prompt tokens that one step takes in beside the running answers, at the most
 * @param weights how the linear layers' weights are kept on a CPU: full, int8, or fastest,
 *     whichever of the two a short measurement at the start finds faster
 */
@Validated
@ConfigurationProperties(prefix = "swath.decoding", ignoreUnknownFields = false)
public record DecodingSettings(
    @DefaultValue("256MB") DataSize cache,
    @DefaultValue("64") @Min(value = 1, message = "must be at least 1 row") int rows,
    @DefaultValue("4096") @Min(value = 1, message = "must be at least 1 token") int prefillChunk,
    @DefaultValue("full")
        @Pattern(regexp = "full|int8|fastest", message = "must be full, int8 or fastest")
        String weights) {

  public DecodingSettings {
    if (cache.toBytes() < 1) {
      throw new IllegalArgumentException(
          "swath.decoding.cache must be larger than nothing, not " + cache);
    }
  }

  /** The model's own record of the same; this kit does not know the model. */
  @FunctionalInterface
  public interface Limits<T> {
    T of(long cacheBytes, int rows, int prefillChunk);
  }

  /**
   * @param limits the constructor of the model's record
   */
  public <T> T as(Limits<T> limits) {
    return limits.of(cache.toBytes(), rows, prefillChunk);
  }
}
