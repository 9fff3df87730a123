package dev.swath.servicekit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/** The listeners of a service: whether they go on, and have their partitions. Thread-safe. */
final class Listeners implements ConsumerAwareRebalanceListener {

  private final List<ConcurrentMessageListenerContainer<?, ?>> containers =
      new CopyOnWriteArrayList<>();

  /** The consumers that have been given their share, and how many partitions that is. */
  private final Map<Consumer<?, ?>, Integer> shares = new ConcurrentHashMap<>();

  /** From now on it counts; to be called before it starts. */
  void add(ConcurrentMessageListenerContainer<?, ?> container) {
    containers.add(container);
    container.getContainerProperties().setConsumerRebalanceListener(this);
  }

  /** Down when a listener has stopped and nobody asked it to: an error ends it for good. */
  Health alive() {
    List<String> stopped =
        containers.stream()
            .filter(container -> !container.isInExpectedState())
            .map(container -> String.join(",", topics(container)))
            .toList();
    return stopped.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("stopped", stopped).build();
  }

  /** Out of service until each consumer has its share; that is nothing if there are too many. */
  Health assigned() {
    int consumers = containers.stream().mapToInt(c -> c.getConcurrency()).sum();
    int partitions = shares.values().stream().mapToInt(Integer::intValue).sum();
    Health.Builder health = shares.size() < consumers ? Health.outOfService() : Health.up();
    return health
        .withDetail("consumers", consumers)
        .withDetail("assigned", shares.size())
        .withDetail("partitions", partitions)
        .build();
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    shares.put(consumer, consumer.assignment().size());
  }

  @Override
  public void onPartitionsRevokedBeforeCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    shares.remove(consumer);
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    shares.remove(consumer);
  }

  private static String[] topics(ConcurrentMessageListenerContainer<?, ?> container) {
    String[] topics = container.getContainerProperties().getTopics();
    return topics == null ? new String[0] : topics;
  }
}
