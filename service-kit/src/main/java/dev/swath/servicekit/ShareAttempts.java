package dev.swath.servicekit;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;

/**
 * Works on messages until each is done or is a dead letter, by the same rules as a batch listener:
 * those before a failed one are done, it is tried again as {@link Tries} says, and those after it
 * go on. Knows nothing of locks. Thread-safe.
 */
final class ShareAttempts {

  private static final Logger log = LoggerFactory.getLogger(ShareAttempts.class);

  /**
   * So often a message may be taken and not finished, because whoever took it was gone. A broker
   * drops it without a word after five deliveries ({@code group.share.delivery.count.limit}), so it
   * must be a dead letter before.
   */
  static final int MAX_DELIVERIES = 4;

  private final Consumer<List<ConsumerRecord<String, byte[]>>> work;
  private final Letters letters;
  private final KafkaSettings.Retry settings;

  /** Whoever has the messages. */
  interface Holder {
    /** Is told of messages as soon as they are done. */
    void done(List<ConsumerRecord<String, byte[]>> messages);

    /** Whether the work is still wanted. If not, its thread is interrupted besides. */
    boolean wantsMore();
  }

  /** Where dead letters go. */
  @FunctionalInterface
  interface Letters {
    /** Returns when the broker has it. */
    void publish(ConsumerRecord<String, byte[]> message, Throwable failure, int attempts);
  }

  /**
   * @param work returns when what it made of messages is safe; throws {@link
   *     BatchListenerFailedException} for the first one that failed. Of any other failure the first
   *     message is taken to be the cause
   */
  ShareAttempts(
      Consumer<List<ConsumerRecord<String, byte[]>>> work,
      Letters letters,
      KafkaSettings.Retry settings) {
    this.work = work;
    this.letters = letters;
    this.settings = settings;
  }

  /**
   * Returns when all messages are done.
   *
   * @throws InterruptedException if the work is not wanted any more; what the holder was not told
   *     is not done
   */
  void finish(List<ConsumerRecord<String, byte[]>> messages, Holder holder)
      throws InterruptedException {
    for (ConsumerRecord<String, byte[]> message : messages) {
      if (isTakenTooOften(message)) {
        giveUp(message, new TakenTooOftenException(), deliveries(message) - 1, holder);
      }
    }
    List<ConsumerRecord<String, byte[]>> rest =
        messages.stream().filter(message -> !isTakenTooOften(message)).toList();
    Tries tries = new Tries(settings);
    while (!rest.isEmpty()) {
      try {
        work.accept(rest);
        holder.done(rest);
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        stopIfUnwanted(holder);
        int failed = failed(rest, e);
        if (failed > 0) {
          holder.done(rest.subList(0, failed));
          rest = rest.subList(failed, rest.size());
          tries = new Tries(settings);
        }
        ConsumerRecord<String, byte[]> message = rest.get(0);
        Throwable cause = cause(e);
        long wait = tries.failed(cause);
        tell("Attempt " + tries.failures() + " failed", message, cause);
        if (wait == Tries.GIVE_UP) {
          giveUp(message, cause, tries.failures(), holder);
          rest = rest.subList(1, rest.size());
          tries = new Tries(settings);
        } else {
          Thread.sleep(wait);
        }
      }
    }
  }

  /** Nothing is acknowledged before its dead letter is safe, however long that takes. */
  private void giveUp(
      ConsumerRecord<String, byte[]> message, Throwable failure, int attempts, Holder holder)
      throws InterruptedException {
    while (true) {
      try {
        letters.publish(message, failure, attempts);
        holder.done(List.of(message));
        return;
      } catch (RuntimeException e) {
        stopIfUnwanted(holder);
        tell("No dead letter can be published", message, e);
        Thread.sleep(settings.maxBackoff().toMillis());
      }
    }
  }

  private static int failed(List<ConsumerRecord<String, byte[]>> messages, Throwable failure) {
    return failure instanceof BatchListenerFailedException of
        ? Math.max(0, messages.indexOf(of.getRecord()))
        : 0;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof BatchListenerFailedException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static boolean isTakenTooOften(ConsumerRecord<String, byte[]> message) {
    return deliveries(message) > MAX_DELIVERIES;
  }

  private static int deliveries(ConsumerRecord<String, byte[]> message) {
    return message.deliveryCount().orElse((short) 1);
  }

  /** A failure because of the interruption is none of the message; work may have hidden it. */
  private static void stopIfUnwanted(Holder holder) throws InterruptedException {
    if (Thread.interrupted() || !holder.wantsMore()) {
      throw new InterruptedException();
    }
  }

  private static void tell(String what, ConsumerRecord<?, ?> message, Throwable failure) {
    log.warn(
        "{}: {}, partition {}, offset {}: {}",
        what,
        message.topic(),
        message.partition(),
        message.offset(),
        DeadLetters.reason(failure));
    log.debug("The failure", failure);
  }

  /** The message was taken again and again by consumers that were gone before they were done. */
  private static final class TakenTooOftenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenTooOftenException() {
      super(
          ("taken %d times without being finished: whoever took it was killed, perhaps by it or by"
                  + " a message beside it, or lost its connection")
              .formatted(MAX_DELIVERIES));
    }
  }
}
