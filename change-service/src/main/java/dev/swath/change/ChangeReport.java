package dev.swath.change;

import dev.swath.change.AcquisitionHistory.Verdict;
import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.Hop;
import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.Meters;
import dev.swath.servicekit.StageMetrics;
import dev.swath.servicekit.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this service publishes, counts and logs. Thread-safe. */
final class ChangeReport {

  private static final Logger log = LoggerFactory.getLogger(ChangeReport.class);

  /** More than key, headers and Kafka's own fields of a message take. */
  private static final int ENVELOPE_BYTES = 1024;

  private static final String REPEATED = "repeated";
  private static final String TOO_OLD = "too_old";
  private static final String OTHER_ENCODER = "other_encoder";

  private final String service;
  private final StageMetrics metrics;
  private final Traces traces;
  private final MeterRegistry registry;
  private final KafkaSettings kafka;
  private final Clock clock;

  ChangeReport(
      String service,
      StageMetrics metrics,
      Traces traces,
      MeterRegistry registry,
      KafkaSettings kafka,
      Clock clock) {
    this.service = service;
    this.metrics = metrics;
    this.traces = traces;
    this.registry = registry;
    this.kafka = kafka;
    this.clock = clock;
    metrics.takes(Topics.VISUAL_TOKENS);
    // Counted from zero, so that the first of each is seen as a rise.
    List.of(REPEATED, TOO_OLD, OTHER_ENCODER).forEach(this::unpaired);
  }

  /** A message comes in. */
  Hop in(Record<String, byte[]> message, Optional<RecordMetadata> at) {
    metrics.in(Topics.VISUAL_TOKENS, 1);
    return traces.take(message.headers(), origin(at));
  }

  void fused(int pairs, long nanoseconds) {
    if (pairs > 0) {
      metrics.worked(pairs, nanoseconds);
    }
  }

  /** Not an error: ground stations send scenes again, and archives are filled in later. */
  void notPaired(String tile, Acquired acquired, Verdict verdict) {
    unpaired(verdict == Verdict.REPEATED ? REPEATED : TOO_OLD).increment();
    log.debug("Tile {}, scene {}: {}, not paired", tile, acquired.scene(), verdict);
  }

  void otherEncoder(String tile, Acquired acquired) {
    unpaired(OTHER_ENCODER).increment();
    log.info(
        "Tile {}, scene {}: the features of other encoders than {} are not compared with it",
        tile,
        acquired.scene(),
        acquired.encoder());
  }

  /**
   * A pair goes out, in the trace of its newer scene, which is not always that of the message.
   *
   * @throws BadInputException if the pair is larger than the topic takes
   */
  Record<String, Outgoing> out(
      Record<String, byte[]> message, FusedPair fused, Optional<RecordMetadata> at) {
    VisualTokens pair = fused.tokens();
    Event event = Event.of(pair);
    if (event.payload().length > kafka.maxMessageBytes() - ENVELOPE_BYTES) {
      // Left to the producer, it would stop the stream for all tiles, again and again.
      throw kafka.tooLarge(event);
    }
    metrics.out(event.topic());
    Headers headers = new RecordHeaders();
    event
        .headers("/swath/" + service, clock.instant())
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    try (Hop hop = traces.join("pair", fused.newer(), fused.older(), origin(at))) {
      hop.inject(headers);
    }
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
    DeadLetters.Origin origin = origin(at);
    metrics.failed(origin.topic());
    log.warn(
        "Dead letter: {}, partition {}, offset {}: {}",
        origin.topic(),
        origin.partition(),
        origin.offset(),
        failure.getMessage());
    Instant now = clock.instant();
    Headers headers = new RecordHeaders(message.headers().toArray());
    DeadLetters.headers(origin, service, failure, attempts, now, traces.currentId())
        .forEach(headers::add);
    return message
        .withValue(new Outgoing(Topics.deadLetter(origin.topic()), message.value()))
        // Or else it would be as old as the message, and end its retention as early.
        .withTimestamp(now.toEpochMilli())
        .withHeaders(headers);
  }

  private static DeadLetters.Origin origin(Optional<RecordMetadata> at) {
    return at.map(m -> new DeadLetters.Origin(m.topic(), m.partition(), m.offset()))
        .orElse(new DeadLetters.Origin(Topics.VISUAL_TOKENS, -1, -1));
  }

  private Counter unpaired(String reason) {
    return Meters.UNPAIRED.counter(registry, reason);
  }
}
