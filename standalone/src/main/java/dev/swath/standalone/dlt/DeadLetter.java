package dev.swath.standalone.dlt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.DeadLetters;
import dev.swath.standalone.client.Secrets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A message on a dead-letter topic, and what its headers say. */
record DeadLetter(ConsumerRecord<byte[], byte[]> message) {

  Place place() {
    return new Place(message.topic(), message.partition(), message.offset());
  }

  /** The same without what it holds. */
  DeadLetter withoutValue() {
    return new DeadLetter(
        new ConsumerRecord<>(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            message.timestampType(),
            message.serializedKeySize(),
            message.serializedValueSize(),
            message.key(),
            null,
            message.headers(),
            message.leaderEpoch()));
  }

  /** On one line, without secrets. */
  String reason() {
    return header(DeadLetters.REASON).map(DeadLetter::oneLine).orElse("no reason given");
  }

  String service() {
    return header(DeadLetters.SERVICE).map(DeadLetter::oneLine).orElse("?");
  }

  /** When the service gave up; when it was published, if it does not say. */
  String time() {
    return header(DeadLetters.TIME)
        .map(DeadLetter::oneLine)
        .orElseGet(() -> Instant.ofEpochMilli(message.timestamp()).toString());
  }

  String attempts() {
    return header(DeadLetters.ATTEMPTS).map(DeadLetter::oneLine).orElse("?");
  }

  /** The topic that it was on. */
  String originalTopic() {
    return header(DeadLetters.TOPIC).orElseGet(() -> Topics.original(message.topic()));
  }

  /** How often it has been put back. */
  int replayed() {
    try {
      return header(DeadLetters.REPLAYED).map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  Optional<String> header(String name) {
    Header header = message.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), UTF_8));
  }

  /** A text that cannot move the terminal's cursor. */
  static String oneLine(String text) {
    return Secrets.hidden(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
