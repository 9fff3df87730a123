package dev.swath.change;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Up while the stream is in one of some states. */
final class StreamsHealth implements HealthIndicator {

  private final StreamsBuilderFactoryBean streams;
  private final Set<State> up;
  private final Status otherwise;

  private StreamsHealth(StreamsBuilderFactoryBean streams, Set<State> up, Status otherwise) {
    this.streams = streams;
    this.up = up;
    this.otherwise = otherwise;
  }

  /** Down when the stream has stopped; up while it runs or moves its partitions. */
  static StreamsHealth alive(StreamsBuilderFactoryBean streams) {
    return new StreamsHealth(
        streams, EnumSet.of(State.CREATED, State.RUNNING, State.REBALANCING), Status.DOWN);
  }

  /** Out of service until the stream has its partitions, and has restored what it knew of them. */
  static StreamsHealth assigned(StreamsBuilderFactoryBean streams) {
    return new StreamsHealth(streams, EnumSet.of(State.RUNNING), Status.OUT_OF_SERVICE);
  }

  @Override
  public Health health() {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null) {
      return Health.status(otherwise).withDetail("state", "NOT_STARTED").build();
    }
    State state = running.state();
    return Health.status(up.contains(state) ? Status.UP : otherwise)
        .withDetail("state", state)
        .build();
  }
}
