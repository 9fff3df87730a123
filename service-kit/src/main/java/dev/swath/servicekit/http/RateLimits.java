package dev.swath.servicekit.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each caller may ask: a bucket of tokens each, which fills up again within a minute.
 * Thread-safe.
 */
final class RateLimits {
  /** Of callers that have not been seen for long, nothing is kept. */
  private static final int MAX_CALLERS = 10_000;

  private final int requestsPerMinute;
  private final TimeMeter clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_CALLERS;
        }
      };

  RateLimits(int requestsPerMinute, TimeMeter clock) {
    this.requestsPerMinute = requestsPerMinute;
    this.clock = clock;
  }

  /** Takes a token of a caller's: zero if there was one, or else how long to wait for the next. */
  Duration take(String caller) {
    Bucket bucket;
    synchronized (buckets) {
      bucket = buckets.computeIfAbsent(caller, c -> full());
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  private Bucket full() {
    return Bucket.builder()
        .withCustomTimePrecision(clock)
        .addLimit(
            limit ->
                limit
                    .capacity(requestsPerMinute)
                    .refillGreedy(requestsPerMinute, Duration.ofMinutes(1)))
        .build();
  }
}
