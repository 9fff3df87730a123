package dev.swath.standalone.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells whether anything is still on its way through the services, from the offsets up to which
 * they have taken everything. A service acknowledges only after its output is acknowledged, so if
 * no service has anything to go, asked in the order of the flow, then everything has arrived.
 *
 * <p>Not thread-safe.
 */
public final class Lag implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> probe;

  /** Of a Kafka that lets everybody in. */
  public Lag(String bootstrapServers) {
    this(Map.of("bootstrap.servers", bootstrapServers));
  }

  /**
   * @param client what a client of Kafka is made with: where it is, and how to log in
   */
  public Lag(Map<String, Object> client) {
    this.admin = Admin.create(client);
    Map<String, Object> config = new HashMap<>(client);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("max.partition.fetch.bytes", 1);
    this.probe =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** What is still to go on the first link that is busy; empty if there is none. */
  public Optional<String> firstBusy(List<Link> linksInFlowOrder) {
    return linksInFlowOrder.stream().flatMap(link -> busy(link).stream()).findFirst();
  }

  private Optional<String> busy(Link link) {
    try {
      List<TopicPartition> partitions = partitions(link.topic());
      Map<TopicPartition, Long> begin = offsets(partitions, OffsetSpec.earliest(), true);
      Map<TopicPartition, Long> stable = offsets(partitions, OffsetSpec.latest(), false);
      Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest(), true);
      Map<TopicPartition, Long> taken =
          link.shared() ? shared(link.group(), end) : committed(link.group());
      long toGo = 0;
      for (TopicPartition partition : partitions) {
        long from = Math.max(begin.get(partition), taken.getOrDefault(partition, 0L));
        boolean openTransaction = stable.get(partition) < end.get(partition);
        if (openTransaction || holdsMessages(partition, from, stable.get(partition))) {
          toGo += Math.max(1, end.get(partition) - from);
        }
      }
      return toGo == 0
          ? Optional.empty()
          : Optional.of("%s has %d of '%s' to go".formatted(link.group(), toGo, link.topic()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot ask Kafka about " + link.topic() + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  private Map<TopicPartition, Long> committed(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> taken = new HashMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((p, offset) -> taken.put(p, offset == null ? 0L : offset.offset()));
    return taken;
  }

  /**
   * A share group acknowledges in any order. Its start offset moves on only when something more is
   * acknowledged, so what it says may all be done; whether it is, the lag tells.
   */
  private Map<TopicPartition, Long> shared(String group, Map<TopicPartition, Long> end)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> taken = new HashMap<>();
    admin
        .listShareGroupOffsets(
            Map.of(group, new ListShareGroupOffsetsSpec().topicPartitions(end.keySet())))
        .partitionsToOffsetInfo(group)
        .get()
        .forEach(
            (p, info) -> {
              // There is none before the first acknowledgement.
              if (info != null) {
                boolean done = info.lag().equals(Optional.of(0L));
                taken.put(p, done ? end.get(p) : info.startOffset());
              }
            });
    return taken;
  }

  private List<TopicPartition> partitions(String topic)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(
      List<TopicPartition> partitions, OffsetSpec spec, boolean uncommitted)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    partitions.forEach(p -> request.put(p, spec));
    IsolationLevel level =
        uncommitted ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(request, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((p, info) -> offsets.put(p, info.offset()));
    return offsets;
  }

  /** Offsets also count transaction markers and aborted messages, which nobody ever takes. */
  private boolean holdsMessages(TopicPartition partition, long from, long to) {
    if (from >= to) {
      return false;
    }
    probe.assign(List.of(partition));
    probe.seek(partition, from);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (probe.position(partition) < to && System.nanoTime() < deadline) {
      if (!probe.poll(Duration.ofMillis(100)).isEmpty()) {
        return true;
      }
    }
    return probe.position(partition) < to;
  }

  @Override
  public void close() {
    probe.close();
    admin.close();
  }
}
