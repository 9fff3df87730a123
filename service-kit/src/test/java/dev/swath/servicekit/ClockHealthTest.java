package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class ClockHealthTest {

  private final AtomicLong nanos = new AtomicLong();
  private Duration set = Duration.ZERO;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.EPOCH.plusNanos(nanos.get()).plus(set);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private final ClockHealth health = new ClockHealth(clock, nanos::get);

  @Test
  void timeThatPassesIsNoTrouble() {
    pass(3600);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void aClockThatIsSetAheadOrCorrectedALittleIsNoTrouble() {
    set = Duration.ofHours(1);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    set = set.minusSeconds(8);
    pass(1);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void aClockThatIsSetBackIsToldUntilItHasCaughtUp() {
    pass(60);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    set = Duration.ofSeconds(-100);
    pass(30);
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.health().getDetails().get("reason").toString())
        .isEqualTo(
            "the clock was set back by 100 s: Kafka's clients may wait until it is"
                + " 1970-01-01T00:01:00Z again; restart this service");
    pass(69);
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    pass(1);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  private void pass(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
