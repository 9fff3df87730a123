package dev.swath.servicekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one poll that a consumer of a share group has not acknowledged: nobody else is
 * given them as long as their locks are renewed, however long the work on them takes. Used by the
 * consumer's thread only.
 */
final class ShareLocks {

  private static final Logger log = LoggerFactory.getLogger(ShareLocks.class);

  /** If the broker has not told how long a lock lasts. */
  private static final int DEFAULT_LOCK_MS = 30_000;

  /** What was renewed is back without a request. */
  private static final Duration BACK = Duration.ofSeconds(1);

  private final ShareConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> held = new ArrayList<>();
  private final long renewNanos;
  private long nextRenewal;
  private boolean lost;

  ShareLocks(ShareConsumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> polled) {
    this.consumer = consumer;
    polled.forEach(held::add);
    // Early: what is renewed too late is lost.
    this.renewNanos =
        TimeUnit.MILLISECONDS.toNanos(
            consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LOCK_MS) / 3);
    this.nextRenewal = System.nanoTime() + renewNanos;
  }

  /** What is not acknowledged yet. */
  List<ConsumerRecord<String, byte[]>> held() {
    return List.copyOf(held);
  }

  /**
   * Whether the broker may have given something to others. It is delivered again, and what was made
   * of it is made a second time, with the same ids; this consumer is not to be used any further.
   */
  boolean areLost() {
    return lost;
  }

  long nanosToRenewal() {
    return Math.max(0, nextRenewal - System.nanoTime());
  }

  /** Acknowledges messages that are done. */
  void accept(List<ConsumerRecord<String, byte[]>> done) {
    acknowledge(done, AcknowledgeType.ACCEPT);
    held.removeAll(done);
  }

  /** Renews all locks if it is time. */
  void renewIfDue() {
    if (nanosToRenewal() > 0 || held.isEmpty()) {
      return;
    }
    nextRenewal = System.nanoTime() + renewNanos;
    if (acknowledge(held, AcknowledgeType.RENEW)) {
      takeBack();
    }
  }

  /**
   * What was renewed can be acknowledged another time when it has been polled again; such a poll
   * returns nothing else, and is allowed only when everything else is acknowledged.
   */
  private void takeBack() {
    try {
      if (consumer.poll(BACK).count() < held.size()) {
        lose("not all messages came back from a renewal");
      }
    } catch (KafkaException | IllegalStateException e) {
      lose(DeadLetters.reason(e));
    }
  }

  private boolean acknowledge(List<ConsumerRecord<String, byte[]>> messages, AcknowledgeType type) {
    if (lost) {
      return false;
    }
    try {
      messages.forEach(message -> consumer.acknowledge(message, type));
      consumer
          .commitSync()
          .forEach(
              (partition, failure) ->
                  failure.ifPresent(e -> lose(partition + ": " + DeadLetters.reason(e))));
    } catch (KafkaException | IllegalStateException e) {
      lose(DeadLetters.reason(e));
    }
    return !lost;
  }

  private void lose(String why) {
    lost = true;
    log.warn("Locks on up to {} messages are lost, they will come again: {}", held.size(), why);
  }
}
