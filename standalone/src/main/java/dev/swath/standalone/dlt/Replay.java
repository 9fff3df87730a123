package dev.swath.standalone.dlt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.DeadLetters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Puts dead letters back to where they came from. Not thread-safe. */
final class Replay implements AutoCloseable {

  /** Published and not yet acknowledged at most; they may be large. */
  private static final int IN_FLIGHT = 16;

  private final KafkaAccess kafka;
  private final Consumer<String> told;
  private final Consumer<String> problems;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private int done;

  private record Sent(Place place, Future<RecordMetadata> acknowledgement) {}

  /**
   * @param told a line for each that went back
   * @param problems a line for each that did not
   */
  Replay(KafkaAccess kafka, Consumer<String> told, Consumer<String> problems) {
    this.kafka = kafka;
    this.told = told;
    this.problems = problems;
    this.producer = kafka.talk(kafka::producer);
  }

  void put(DeadLetter letter) {
    String topic = letter.originalTopic();
    if (Topics.all().stream().noneMatch(t -> !t.deadLetter() && t.name().equals(topic))) {
      problems.accept(
          "%s: it says that it came from '%s', which is no topic of Swath's"
              .formatted(letter.place(), DeadLetter.oneLine(topic)));
      return;
    }
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            topic, null, letter.message().key(), letter.message().value(), headers(letter));
    sent.add(new Sent(letter.place(), kafka.talk(() -> producer.send(message))));
    while (sent.size() >= IN_FLIGHT) {
      await();
    }
  }

  /** Waits until the broker has all of them. */
  void flush() {
    while (!sent.isEmpty()) {
      await();
    }
  }

  /** How many the broker has taken. */
  int done() {
    return done;
  }

  private void await() {
    Sent next = sent.remove();
    try {
      RecordMetadata at = next.acknowledgement().get();
      done++;
      told.accept(
          "%s -> %s:%d:%d".formatted(next.place(), at.topic(), at.partition(), at.offset()));
    } catch (ExecutionException e) {
      problems.accept("%s: %s".formatted(next.place(), e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  private static Headers headers(DeadLetter letter) {
    Headers headers = new RecordHeaders();
    for (Header header : letter.message().headers()) {
      if (!header.key().startsWith(DeadLetters.PREFIX)) {
        headers.add(header);
      }
    }
    String count = Integer.toString(letter.replayed() + 1);
    return headers.add(DeadLetters.REPLAYED, count.getBytes(UTF_8));
  }

  @Override
  public void close() {
    producer.close();
  }
}
