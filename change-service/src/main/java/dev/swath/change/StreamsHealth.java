package dev.swath.change;

import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Down when the stream has stopped; up while it runs or moves its partitions. */
final class StreamsHealth implements HealthIndicator {

  private final StreamsBuilderFactoryBean streams;

  StreamsHealth(StreamsBuilderFactoryBean streams) {
    this.streams = streams;
  }

  @Override
  public Health health() {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null) {
      return Health.down().withDetail("state", "NOT_STARTED").build();
    }
    Health.Builder health =
        running.state().isRunningOrRebalancing() || running.state() == KafkaStreams.State.CREATED
            ? Health.up()
            : Health.down();
    return health.withDetail("state", running.state()).build();
  }
}
