package dev.swath.ingest;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Out of service until the scenes seen before are known again. */
@Component("knownScenesHealthIndicator")
final class KnownScenesHealth implements HealthIndicator {
  private final KnownScenes scenes;

  KnownScenesHealth(KnownScenes scenes) {
    this.scenes = scenes;
  }

  @Override
  public Health health() {
    Health.Builder health = scenes.isReady() ? Health.up() : Health.outOfService();
    return health.withDetail("scenes", scenes.size()).build();
  }
}
