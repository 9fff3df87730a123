package dev.swath.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private long now = 1;
  private final TimeMeter clock =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return now;
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  @Test
  void aCallerMayAskAgainWhenItHasWaitedAsLongAsItWasTold() {
    RateLimits limits = new RateLimits(3, clock);
    for (int i = 0; i < 3; i++) {
      assertThat(limits.take("a")).isZero();
    }

    Duration wait = limits.take("a");
    assertThat(wait).isEqualTo(Duration.ofSeconds(20));
    assertThat(limits.take("b")).isZero();
    now += wait.toNanos();
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isPositive();
  }
}
