package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.BatchListenerFailedException;

class ShareAttemptsTest {

  private static final KafkaSettings.Retry TWO_RETRIES =
      new KafkaSettings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(1));

  private final Map<String, Integer> tries = new ConcurrentHashMap<>();
  private final List<String> done = new ArrayList<>();
  private final List<String> letters = new ArrayList<>();
  private boolean wanted = true;

  private final ShareAttempts.Holder holder =
      new ShareAttempts.Holder() {
        @Override
        public void done(List<ConsumerRecord<String, byte[]>> messages) {
          messages.forEach(message -> done.add(message.key()));
        }

        @Override
        public boolean wantsMore() {
          return wanted;
        }
      };

  @Test
  void whatFailsIsTriedAgainAndEachOtherMessageIsWorkedOnOnce() throws Exception {
    attempts(message -> new IllegalStateException("at first"), 2)
        .finish(messages("a", "x", "b"), holder);

    assertThat(done).containsExactly("a", "x", "b");
    assertThat(tries).isEqualTo(Map.of("a", 1, "x", 3, "b", 1));
    assertThat(letters).isEmpty();
  }

  @Test
  void whatFailsTooOftenIsADeadLetterWithItsAttemptsBeforeItIsDone() throws Exception {
    attempts(message -> new IllegalStateException("always"), 100)
        .finish(messages("x", "b"), holder);

    assertThat(letters).containsExactly("x: always, 3 attempts, done: []");
    assertThat(done).containsExactly("x", "b");
  }

  @Test
  void whatIsHopelessIsADeadLetterAtOnce() throws Exception {
    attempts(message -> new BadInputException("bad"), 100).finish(messages("a", "x"), holder);

    assertThat(letters).containsExactly("x: bad, 1 attempts, done: [a]");
    assertThat(done).containsExactly("a", "x");
  }

  @Test
  void whatKafkaIsToBlameForIsTriedUntilItWorks() throws Exception {
    attempts(message -> new TimeoutException("Kafka is away"), 20).finish(messages("x"), holder);

    assertThat(tries).isEqualTo(Map.of("x", 21));
    assertThat(letters).isEmpty();
    assertThat(done).containsExactly("x");
  }

  @Test
  void whatWasTakenTooOftenIsADeadLetterWithoutAnotherTry() throws Exception {
    attempts(message -> null, 0).finish(List.of(message("a", 4), message("b", 5)), holder);

    assertThat(letters)
        .singleElement()
        .asString()
        .startsWith("b: taken 4 times without being finished")
        .contains("4 attempts");
    assertThat(done).containsExactly("b", "a");
    assertThat(tries).isEqualTo(Map.of("a", 1));
  }

  @Test
  void nothingIsDoneWhoseDeadLetterIsNotSafe() throws Exception {
    List<String> refused = new ArrayList<>(List.of("once", "twice"));
    ShareAttempts attempts =
        new ShareAttempts(
            messages -> {
              throw new BatchListenerFailedException(
                  "failed", new BadInputException("bad"), messages.get(0));
            },
            (message, failure, count) -> {
              assertThat(done).isEmpty();
              if (!refused.isEmpty()) {
                throw new KafkaException(refused.remove(0));
              }
              letters.add(message.key());
            },
            TWO_RETRIES);

    attempts.finish(messages("x"), holder);

    assertThat(letters).containsExactly("x");
    assertThat(done).containsExactly("x");
  }

  @Test
  void whatIsInterruptedStaysUndoneAndMakesNoDeadLetter() {
    stopsUndone(() -> Thread.currentThread().interrupt());
  }

  @Test
  void soDoesWorkThatHidesItsInterruption() {
    stopsUndone(() -> wanted = false);
  }

  private void stopsUndone(Runnable stop) {
    ShareAttempts attempts =
        attempts(
            message -> {
              stop.run();
              return new BadInputException("stopped");
            },
            100);

    assertThatThrownBy(() -> attempts.finish(messages("x", "b"), holder))
        .isInstanceOf(InterruptedException.class);
    assertThat(letters).isEmpty();
    assertThat(done).isEmpty();
  }

  /** Works on messages as {@link Stage} does; "x" fails so many times. */
  private ShareAttempts attempts(Function<String, RuntimeException> failure, int times) {
    return new ShareAttempts(
        messages -> {
          for (ConsumerRecord<String, byte[]> message : messages) {
            int before = tries.merge(message.key(), 1, Integer::sum) - 1;
            if (message.key().equals("x") && before < times) {
              throw new BatchListenerFailedException(
                  "failed", failure.apply(message.key()), message);
            }
          }
        },
        (message, cause, attempts) ->
            letters.add(
                "%s: %s, %d attempts, done: %s"
                    .formatted(message.key(), cause.getMessage(), attempts, done)),
        TWO_RETRIES);
  }

  private static List<ConsumerRecord<String, byte[]>> messages(String... keys) {
    List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();
    for (String key : keys) {
      messages.add(message(key, 1));
    }
    return messages;
  }

  private static ConsumerRecord<String, byte[]> message(String key, int deliveries) {
    return new ConsumerRecord<>(
        "topic",
        0,
        0,
        0L,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        new byte[0],
        new RecordHeaders(),
        Optional.empty(),
        Optional.of((short) deliveries));
  }
}
