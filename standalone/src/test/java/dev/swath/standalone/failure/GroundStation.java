package dev.swath.standalone.failure;

import dev.swath.contracts.Topics;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes scenes, and waits for each one until Kafka has it. */
final class GroundStation implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;

  GroundStation(String bootstrap) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** All under one key, so that ingest takes them in this order. */
  void publish(Scenes.Pass pass) throws InterruptedException {
    publish(Topics.SCENES, "place", pass.item());
  }

  RecordMetadata publish(String topic, String key, byte[] value) throws InterruptedException {
    try {
      return producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scene could not be published: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
