package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.time.Clock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
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
  private final ListenerRetries retries;

  /** What this thread gives up just now, for the headers. */
  private final ThreadLocal<GivenUp> givenUp = new ThreadLocal<>();

  private record GivenUp(Throwable failure, int attempts) {}

  /**
   * @param retries tells how often a listener's container has tried a message
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
    this.retries = retries;
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
                givenUp.get().failure(),
                givenUp.get().attempts(),
                clock.instant(),
                traces.currentId()));
  }

  @Override
  public void accept(ConsumerRecord<?, ?> message, Consumer<?, ?> consumer, Exception failure) {
    publish(message, failure, retries.attempts());
  }

  /**
   * Publishes a dead letter and returns when the broker has it.
   *
   * @throws KafkaException if the broker did not take it
   */
  void publish(ConsumerRecord<?, ?> message, Throwable failure, int attempts) {
    traces.inFailed(message, () -> recover(message, failure, attempts));
  }

  private void recover(ConsumerRecord<?, ?> message, Throwable failure, int attempts) {
    givenUp.set(new GivenUp(failure, attempts));
    publisher.accept(message, new KafkaException(DeadLetters.reason(failure), failure));
    metrics.failed(message.topic());
    log.warn(
        "Dead letter: {}, partition {}, offset {}: {}",
        message.topic(),
        message.partition(),
        message.offset(),
        DeadLetters.reason(failure));
  }
}
