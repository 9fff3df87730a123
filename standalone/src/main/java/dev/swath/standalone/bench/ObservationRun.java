package dev.swath.standalone.bench;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Observations on their way through services that run, each of which is asked one thing. */
final class ObservationRun {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ObservationRun() {}

  /**
   * From the first observation that is published until its last answer has come, in seconds.
   *
   * @throws IllegalStateException if an answer does not come
   */
  static double seconds(String bootstrapServers, List<Observation> observations) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
    try (var producer =
            new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ANSWERS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      long start = System.nanoTime();
      observations.forEach(observation -> producer.send(message(observation)));
      int left = observations.size();
      while (left > 0) {
        var answers = consumer.poll(PATIENCE);
        if (answers.isEmpty()) {
          throw new IllegalStateException(
              "%d of %d answers did not come within %s"
                  .formatted(left, observations.size(), PATIENCE));
        }
        left -= answers.count();
      }
      return (System.nanoTime() - start) * 1e-9;
    }
  }

  private static ProducerRecord<String, byte[]> message(Observation observation) {
    Event event = Event.of(observation);
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(event.topic(), event.key(), event.payload());
    event
        .headers("bench", Instant.EPOCH)
        .forEach(
            (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return message;
  }
}
