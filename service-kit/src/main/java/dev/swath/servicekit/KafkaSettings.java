package dev.swath.servicekit;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the services ask of Kafka, {@code swath.kafka.*}.
 *
 * @param partitions partitions of a new topic
 * @param replication copies of a partition
 * @param maxMessageBytes the largest message, for topics, producers and consumers alike
 * @param inFlight bytes of messages that one consumer takes from a broker at once, and works on
 *     together; a larger message comes alone
 * @param retry what happens to input that failed, but not because the input itself is bad
 * @param shareGroups whether prompt-augment-service and llm-service take messages as share groups,
 *     which need Kafka 4.2 or later, or as consumer groups
 * @param instance a name that this process keeps when it is started again and that no other process
 *     of its service has: after a crash it gets its partitions back at once. Empty: Kafka waits for
 *     the session's end before it gives them to anybody
 */
@Validated
@ConfigurationProperties(prefix = "swath.kafka", ignoreUnknownFields = false)
public record KafkaSettings(
    @DefaultValue("" + Topics.DEFAULT_PARTITIONS)
        @Min(value = 1, message = "must be at least 1 partition")
        int partitions,
    @DefaultValue("1")
        @Min(value = 1, message = "must be at least 1 copy and at most the number of brokers")
        short replication,
    @DefaultValue("" + Topics.MAX_MESSAGE_BYTES)
        @Min(value = 64 * 1024, message = "must be at least 65536 bytes: a tile needs that much")
        @Max(
            value = 96 * 1024 * 1024,
            message =
                "must be at most 100663296 bytes (96 MiB): brokers hang up on requests of more than"
                    + " 100 MiB (socket.request.max.bytes)")
        int maxMessageBytes,
    @DefaultValue("64MB") @NotNull DataSize inFlight,
    @DefaultValue @Valid Retry retry,
    @DefaultValue("false") boolean shareGroups,
    @DefaultValue("")
        @Pattern(
            regexp = "[a-zA-Z0-9._-]{0,200}",
            message = "must be letters, digits, '.', '_' and '-', at most 200")
        String instance) {

  public KafkaSettings {
    if (inFlight.toBytes() < MIN_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "swath.kafka.in-flight must be at least 1MB, but is " + inFlight);
    }
  }

  private static final long MIN_IN_FLIGHT = 1024 * 1024;

  /** What is wrong with a result that no topic takes: it will be as large the next time. */
  public BadInputException tooLarge(Event event) {
    return new BadInputException(
        ("its result for topic '%s' has %d bytes, more than swath.kafka.max-message-bytes=%d:"
                + " raise swath.kafka.max-message-bytes in every service")
            .formatted(event.topic(), event.payload().length, maxMessageBytes));
  }

  /**
   * @param attempts how often a failed message is tried again before it becomes a dead letter
   * @param backoff the wait before the first retry; each further wait is twice as long
   * @param maxBackoff the longest wait between two tries
   */
  public record Retry(
      @DefaultValue("3") @Min(value = 0, message = "must be 0 (never retry) or more") int attempts,
      @DefaultValue("500ms") @NotNull @DurationMin(millis = 1, message = "must be at least 1ms")
          Duration backoff,
      @DefaultValue("10s") @NotNull @DurationMin(millis = 1, message = "must be at least 1ms")
          Duration maxBackoff) {}
}
