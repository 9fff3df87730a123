package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter, all readable text: what was wrong, which service gave up after how
 * many tries, and where the message was. The message itself, its key and its own headers stay as
 * they came.
 */
public final class DeadLetters {

  /** What the names of all these headers begin with. */
  public static final String PREFIX = "swath-dlt-";

  /** What was wrong. */
  public static final String REASON = PREFIX + "reason";

  /** The class of what was thrown. */
  public static final String EXCEPTION = PREFIX + "exception";

  /** The service that gave up. */
  public static final String SERVICE = PREFIX + "service";

  /** How often it was tried. */
  public static final String ATTEMPTS = PREFIX + "attempts";

  /** When the service gave up, ISO 8601. */
  public static final String TIME = PREFIX + "time";

  /** Where the message was. */
  public static final String TOPIC = PREFIX + "topic";

  /** The trace that the service gave up in; absent if it does not trace. */
  public static final String TRACE = PREFIX + "trace";

  public static final String PARTITION = PREFIX + "partition";
  public static final String OFFSET = PREFIX + "offset";

  /**
   * How often the message was put back to its topic by {@code swath dlt replay}. The only one of
   * these headers that goes back with it, so a message that dies again still tells.
   */
  public static final String REPLAYED = PREFIX + "replayed";

  /** Leaves room for the other headers in {@link Topics#DEAD_LETTER_HEADROOM_BYTES}. */
  private static final int MAX_REASON_CHARS = 8 * 1024;

  private DeadLetters() {}

  /** Where a message was before it was given up. */
  public record Origin(String topic, int partition, long offset) {

    static Origin of(ConsumerRecord<?, ?> message) {
      return new Origin(message.topic(), message.partition(), message.offset());
    }
  }

  /**
   * The headers for one message that the service gave up.
   *
   * @param attempts how often it was tried
   * @param time when the service gave up
   * @param trace the id of the trace that it gave up in; null if there is none
   */
  public static Headers headers(
      Origin origin, String service, Throwable failure, int attempts, Instant time, String trace) {
    Headers headers = headers(origin, service, failure, attempts, time);
    return trace == null ? headers : headers.add(TRACE, text(trace));
  }

  private static Headers headers(
      Origin origin, String service, Throwable failure, int attempts, Instant time) {
    return new RecordHeaders()
        .add(REASON, text(reason(failure)))
        .add(EXCEPTION, text(telling(failure).getClass().getName()))
        .add(SERVICE, text(service))
        .add(ATTEMPTS, text(Integer.toString(attempts)))
        .add(TIME, text(time.truncatedTo(ChronoUnit.MILLIS).toString()))
        .add(TOPIC, text(origin.topic()))
        .add(PARTITION, text(Integer.toString(origin.partition())))
        .add(OFFSET, text(Long.toString(origin.offset())));
  }

  /** What was wrong, without the class if it was bad input: that says it all in words. */
  static String reason(Throwable failure) {
    Throwable telling = telling(failure);
    String message = telling.getMessage();
    String reason =
        telling instanceof BadInputException && message != null
            ? message
            : telling.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
  }

  /** Of nested failures the most telling one, without the frameworks' wrapping. */
  private static Throwable telling(Throwable failure) {
    Throwable telling = failure;
    while (telling.getCause() != null && isWrapping(telling)) {
      telling = telling.getCause();
    }
    return telling;
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof org.springframework.kafka.KafkaException
        || failure instanceof java.util.concurrent.ExecutionException
        || failure instanceof java.util.concurrent.CompletionException
        || failure instanceof GivenUpException;
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
