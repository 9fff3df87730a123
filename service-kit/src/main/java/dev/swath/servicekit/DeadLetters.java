package dev.swath.servicekit;

import dev.swath.contracts.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter, all readable text: what was wrong, which service gave up, and where
 * the message was. The message itself, its key and its own headers stay as they came.
 */
public final class DeadLetters {

  /** What was wrong. */
  public static final String REASON = "swath-dlt-reason";

  /** The service that gave up. */
  public static final String SERVICE = "swath-dlt-service";

  public static final String TOPIC = "swath-dlt-topic";
  public static final String PARTITION = "swath-dlt-partition";
  public static final String OFFSET = "swath-dlt-offset";

  /** Leaves room for the other headers in {@link Topics#DEAD_LETTER_HEADROOM_BYTES}. */
  private static final int MAX_REASON_CHARS = 8 * 1024;

  private DeadLetters() {}

  /** The headers for one message that the service gave up. */
  public static Headers headers(
      String service, String topic, int partition, long offset, Throwable failure) {
    return new RecordHeaders()
        .add(REASON, text(reason(failure)))
        .add(SERVICE, text(service))
        .add(TOPIC, text(topic))
        .add(PARTITION, text(Integer.toString(partition)))
        .add(OFFSET, text(Long.toString(offset)));
  }

  /** What was wrong: of nested failures the most telling one, without the frameworks' wrapping. */
  static String reason(Throwable failure) {
    Throwable telling = failure;
    while (telling.getCause() != null && isWrapping(telling)) {
      telling = telling.getCause();
    }
    String message = telling.getMessage();
    String reason =
        telling instanceof BadInputException && message != null
            ? message
            : telling.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof org.springframework.kafka.KafkaException
        || failure instanceof java.util.concurrent.ExecutionException
        || failure instanceof java.util.concurrent.CompletionException;
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
