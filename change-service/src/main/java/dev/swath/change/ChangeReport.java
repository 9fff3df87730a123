package dev.swath.change;

import dev.swath.change.AcquisitionHistory.Verdict;
import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.StageMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this service publishes, counts and logs. Besides what all services count:
 *
 * <ul>
 *   <li>{@code swath.change.unpaired} with {@code reason}: {@code repeated} (expected when scenes
 *       are sent again), {@code too_old} (raise {@code swath.change.history}), {@code
 *       other_encoder} (rises after a change of the model, then stays)
 * </ul>
 *
 * <p>Thread-safe.
 */
final class ChangeReport {

  private static final Logger log = LoggerFactory.getLogger(ChangeReport.class);

  /** More than key, headers and the batch around a message take. */
  private static final int ENVELOPE_BYTES = 1024;

  private final String service;
  private final StageMetrics metrics;
  private final MeterRegistry registry;
  private final KafkaSettings kafka;
  private final Clock clock;

  ChangeReport(
      String service,
      StageMetrics metrics,
      MeterRegistry registry,
      KafkaSettings kafka,
      Clock clock) {
    this.service = service;
    this.metrics = metrics;
    this.registry = registry;
    this.kafka = kafka;
    this.clock = clock;
  }

  void in() {
    metrics.in(Topics.VISUAL_TOKENS, 1);
  }

  void fused(int pairs, long nanoseconds) {
    if (pairs > 0) {
      metrics.worked(pairs, nanoseconds);
    }
  }

  /** Not an error: ground stations send scenes again, and archives are filled in later. */
  void notPaired(String tile, Acquired acquired, Verdict verdict) {
    unpaired(verdict == Verdict.REPEATED ? "repeated" : "too_old");
    log.debug("Tile {}, scene {}: {}, not paired", tile, acquired.scene(), verdict);
  }

  void otherEncoder(String tile, Acquired acquired) {
    unpaired("other_encoder");
    log.info(
        "Tile {}, scene {}: the features of other encoders than {} are not compared with it",
        tile,
        acquired.scene(),
        acquired.encoder());
  }

  /**
   * @throws dev.swath.servicekit.BadInputException if the pair is larger than a message may be: the
   *     broker's refusal would stop the stream
   */
  Record<String, Outgoing> out(Record<String, byte[]> message, VisualTokens pair) {
    Event event = Event.of(pair);
    if (event.payload().length + ENVELOPE_BYTES > kafka.maxMessageBytes()) {
      throw kafka.tooLarge(event);
    }
    metrics.out(event.topic());
    Headers headers = new RecordHeaders();
    event
        .headers("/swath/" + service, clock.instant())
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return message
        .withKey(event.key())
        .withValue(new Outgoing(event.topic(), event.payload()))
        .withHeaders(headers);
  }

  /**
   * @param attempts how often it was tried
   */
  Record<String, Outgoing> deadLetter(
      Record<String, byte[]> message,
      RuntimeException failure,
      int attempts,
      Optional<RecordMetadata> at) {
    DeadLetters.Origin origin =
        at.map(m -> new DeadLetters.Origin(m.topic(), m.partition(), m.offset()))
            .orElse(new DeadLetters.Origin(Topics.VISUAL_TOKENS, -1, -1));
    metrics.failed(origin.topic());
    log.warn(
        "Dead letter: {}, partition {}, offset {}: {}",
        origin.topic(),
        origin.partition(),
        origin.offset(),
        failure.getMessage());
    Instant now = clock.instant();
    Headers headers = new RecordHeaders(message.headers().toArray());
    DeadLetters.headers(origin, service, failure, attempts, now).forEach(headers::add);
    return message
        .withValue(new Outgoing(Topics.deadLetter(origin.topic()), message.value()))
        // Or else it would be as old as the message, and end its retention as early.
        .withTimestamp(now.toEpochMilli())
        .withHeaders(headers);
  }

  private void unpaired(String reason) {
    Counter.builder("swath.change.unpaired")
        .description("Acquisitions that made no pair, or not with all others")
        .tag("service", service)
        .tag("reason", reason)
        .register(registry)
        .increment();
  }
}
