package dev.swath.encoder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.swath.contracts.v1.FeatureMap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * Feature maps of the frames that were encoded last, ready to travel, by the content of the frame:
 * a question on a tile that was seen a while ago, or a scene that is delivered again, costs no
 * forward pass. Tells of itself as the cache {@code features} in Micrometer's usual meters. Thread-
 * safe.
 */
final class FeatureCache implements MeterBinder {

  private final Cache<ByteString, FeatureMap> maps;

  /**
   * @param size of all feature maps together; nothing is kept if it is 0
   */
  FeatureCache(DataSize size) {
    this.maps =
        Caffeine.newBuilder()
            .maximumWeight(size.toBytes())
            .weigher((ByteString key, FeatureMap map) -> map.getSerializedSize())
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /** What tells a frame from all others: the SHA-256 of its bytes. */
  static ByteString key(ByteString png) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(png.asReadOnlyByteBuffer());
      return UnsafeByteOperations.unsafeWrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Optional<FeatureMap> get(ByteString key) {
    return Optional.ofNullable(maps.getIfPresent(key));
  }

  void put(ByteString key, FeatureMap map) {
    maps.put(key, map);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new CaffeineCacheMetrics<>(maps, "features", Tags.empty()).bindTo(registry);
  }
}
