package dev.swath.servicekit;

import dev.swath.contracts.Event;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Publishes messages and returns when the broker has them, so that a listener which publishes
 * before it returns commits its offsets only after its output is safe. Thread-safe.
 */
public final class Publisher {

  private final KafkaTemplate<String, byte[]> kafka;
  private final StageMetrics metrics;
  private final Traces traces;
  private final String service;
  private final KafkaSettings settings;
  private final Clock clock;

  Publisher(
      KafkaTemplate<String, byte[]> kafka,
      StageMetrics metrics,
      Traces traces,
      String service,
      KafkaSettings settings,
      Clock clock) {
    this.kafka = kafka;
    this.metrics = metrics;
    this.traces = traces;
    this.service = service;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Publishes and waits for the broker's acknowledgements. Everything before the index of the
   * exception was acknowledged; what comes after it may or may not have been. The events are of the
   * trace that this thread works on.
   *
   * @throws PublishException if the broker did not take one
   */
  public void publish(List<Event> events) {
    publish(events, (headers, event) -> traces.inject(headers));
  }

  /**
   * The same for results of several traces.
   *
   * @param hops what each event comes of, in order
   */
  void publish(List<Event> events, List<Hop> hops) {
    publish(events, (headers, event) -> hops.get(event).inject(headers));
  }

  private void publish(List<Event> events, ObjIntConsumer<Headers> trace) {
    List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      ProducerRecord<String, byte[]> message = message(events.get(i));
      trace.accept(message.headers(), i);
      acknowledgements.add(send(message));
    }
    for (int i = 0; i < events.size(); i++) {
      await(acknowledgements.get(i), i, events.get(i));
      metrics.out(events.get(i).topic());
    }
  }

  private ProducerRecord<String, byte[]> message(Event event) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(event.topic(), event.key(), event.payload());
    event
        .headers("/swath/" + service, clock.instant())
        .forEach(
            (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return message;
  }

  private CompletableFuture<?> send(ProducerRecord<String, byte[]> message) {
    try {
      return kafka.send(message);
    } catch (KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void await(CompletableFuture<?> acknowledgement, int index, Event event) {
    try {
      acknowledgement.get();
    } catch (ExecutionException e) {
      throw new PublishException(index, explain(event, e), cause(event, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException(index, "Stopped while publishing to " + event.topic(), e);
    }
  }

  private String explain(Event event, Throwable failure) {
    return "Could not publish to topic '%s', key '%s': %s"
        .formatted(event.topic(), event.key(), DeadLetters.reason(cause(event, failure)));
  }

  /** A message that is too large will be so again: that is not worth a retry. */
  private Throwable cause(Event event, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        return settings.tooLarge(event);
      }
    }
    return failure.getCause() == null ? failure : failure.getCause();
  }
}
