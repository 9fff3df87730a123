package dev.swath.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Puts what came by HTTP on its topic, as a CloudEvent in binary mode, and returns when the broker
 * has it. Thread-safe.
 */
final class Inbox {
  private final KafkaTemplate<String, byte[]> kafka;
  private final Clock clock;

  Inbox(KafkaTemplate<String, byte[]> kafka, Clock clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * @throws CompletionException if the broker did not take it
   */
  void put(String topic, String id, String type, String contentType, byte[] value) {
    ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, id, value);
    Map<String, String> headers =
        Map.of(
            "content-type",
            contentType,
            "ce_specversion",
            "1.0",
            "ce_id",
            id,
            "ce_type",
            type,
            "ce_source",
            "/swath/ingest",
            "ce_time",
            clock.instant().toString());
    headers.forEach(
        (name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    kafka.send(message).join();
  }
}
