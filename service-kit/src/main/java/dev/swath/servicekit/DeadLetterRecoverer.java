package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.time.Clock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConsumerAwareRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;

/** Publishes what failed to the dead-letter topic of where it came from, and counts it. */
final class DeadLetterRecoverer implements ConsumerAwareRecordRecoverer {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterRecoverer.class);

  private final DeadLetterPublishingRecoverer publisher;
  private final StageMetrics metrics;
  private final Traces traces;

  /**
   * @param retries tells how often a message was tried
   */
  DeadLetterRecoverer(
      KafkaTemplate<String, byte[]> kafka,
      String service,
      StageMetrics metrics,
      Traces traces,
      ListenerRetries retries,
      Clock clock) {
    this.metrics = metrics;
    this.traces = traces;
    this.publisher =
        new DeadLetterPublishingRecoverer(
            kafka,
            (message, failure) ->
                new TopicPartition(Topics.deadLetter(message.topic()), message.partition()));
    // Ours are text, and without stack traces.
    publisher.excludeHeader(HeadersToAdd.values());
    publisher.setHeadersFunction(
        (message, failure) ->
            DeadLetters.headers(
                DeadLetters.Origin.of(message),
                service,
                failure,
                retries.attempts(),
                clock.instant(),
                traces.currentId()));
  }

  @Override
  public void accept(ConsumerRecord<?, ?> message, Consumer<?, ?> consumer, Exception failure) {
    traces.inFailed(message, () -> recover(message, consumer, failure));
  }

  private void recover(ConsumerRecord<?, ?> message, Consumer<?, ?> consumer, Exception failure) {
    publisher.accept(message, consumer, failure);
    metrics.failed(message.topic());
    log.warn(
        "Dead letter: {}, partition {}, offset {}: {}",
        message.topic(),
        message.partition(),
        message.offset(),
        DeadLetters.reason(failure));
  }
}
