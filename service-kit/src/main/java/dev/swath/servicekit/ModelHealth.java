package dev.swath.servicekit;

import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when the language model's decoding has ended: then only a restart helps. */
public final class ModelHealth implements HealthIndicator {

  private final BooleanSupplier open;
  private final String fingerprint;

  /**
   * @param open whether the model still decodes
   * @param fingerprint which weights are loaded
   */
  public ModelHealth(BooleanSupplier open, String fingerprint) {
    this.open = open;
    this.fingerprint = fingerprint;
  }

  @Override
  public Health health() {
    Health.Builder health = open.getAsBoolean() ? Health.up() : Health.down();
    return health.withDetail("fingerprint", fingerprint).build();
  }
}
