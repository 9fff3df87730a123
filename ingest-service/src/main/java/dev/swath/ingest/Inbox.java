package dev.swath.ingest;

import dev.swath.servicekit.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Puts what came by HTTP on its topic, as a CloudEvent in binary mode, and returns when the broker
 * has it. It is of the request's trace. Thread-safe.
 */
final class Inbox {
  private final KafkaTemplate<String, byte[]> kafka;
  private final Traces traces;
  private final Clock clock;

  Inbox(KafkaTemplate<String, byte[]> kafka, Traces traces, Clock clock) {
    this.kafka = kafka;
    this.traces = traces;
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
    traces.inject(message.headers());
    kafka.send(message).join();
  }
}
