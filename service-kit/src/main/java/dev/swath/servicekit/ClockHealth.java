package dev.swath.servicekit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down when the machine's clock was set back, until it has caught up: Kafka's clients, which tell
 * by it when something is due, may wait so long. Looked at when health is asked for. Thread-safe.
 */
final class ClockHealth implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(ClockHealth.class);

  /** Less than a session; a clock that is merely corrected does not step so far. */
  private static final Duration TOLERATED = Duration.ofSeconds(10);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private Instant latest;
  private long latestNanos;
  private boolean told;

  /**
   * @param nanoTime that no setting of the clock changes, {@link System#nanoTime}
   */
  ClockHealth(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.latest = clock.instant();
    this.latestNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized Health health() {
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    Duration back = Duration.between(now, latest.plusNanos(nanos - latestNanos));
    if (back.compareTo(TOLERATED) <= 0 || !now.isBefore(latest)) {
      latest = now;
      latestNanos = nanos;
      told = false;
      return Health.up().build();
    }
    String reason =
        "the clock was set back by %d s: Kafka's clients may wait until it is %s again; restart this service"
            .formatted(back.toSeconds(), latest);
    if (!told) {
      log.error("Not alive: {}", reason);
      told = true;
    }
    return Health.down().withDetail("reason", reason).build();
  }
}
