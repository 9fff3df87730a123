package dev.swath.standalone.demo;

import dev.swath.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads along what is published from now on, without taking part. Not thread-safe. */
final class Monitor implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(200);

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final boolean fresh;

  /** Starts at the end of the topics as they are now. */
  Monitor(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        Stream.concat(
                Stream.of(Topics.OBSERVATIONS, Topics.CHANGE_TOKENS, Topics.ANSWERS),
                Topics.all().stream().filter(Topics.Topic::deadLetter).map(Topics.Topic::name))
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The position is looked up when it is asked for: ask before anything new is sent.
    this.fresh =
        partitions.stream()
                .filter(p -> p.topic().equals(Topics.OBSERVATIONS))
                .mapToLong(consumer::position)
                .sum()
            == 0;
    partitions.forEach(consumer::position);
  }

  /** Whether no tile of any scene had ever been published before. */
  boolean fresh() {
    return fresh;
  }

  /** What has come since the last call; waits a little for it. */
  Iterable<ConsumerRecord<String, byte[]>> poll() {
    return consumer.poll(WAIT);
  }

  /** Whether everything that is published by now has been returned by {@link #poll}. */
  boolean atEnd() {
    return consumer.endOffsets(partitions).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
