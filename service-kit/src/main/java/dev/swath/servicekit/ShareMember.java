package dev.swath.servicekit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a share group: polls a batch, hands it to a thread that works on it, and holds and
 * acknowledges it meanwhile. A consumer that acknowledges explicitly takes nothing new before all
 * it has is acknowledged, so there are several members, as there are several listeners.
 */
final class ShareMember implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ShareMember.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So often is asked whether the work has ended, or shall. */
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final Collection<String> topics;
  private final ShareAttempts attempts;
  private final ExecutorService worker;
  private volatile long stopNanos;
  private volatile boolean stopping;

  ShareMember(
      String name,
      Supplier<ShareConsumer<String, byte[]>> consumers,
      Collection<String> topics,
      ShareAttempts attempts) {
    this.consumers = consumers;
    this.topics = List.copyOf(topics);
    this.attempts = attempts;
    this.worker =
        Executors.newSingleThreadExecutor(
            run -> {
              Thread thread = new Thread(run, name + "-work");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Asks to stop; what is worked on may be finished, but for no longer than so. */
  void stop(Duration patience) {
    stopNanos = System.nanoTime() + patience.toNanos();
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping) {
      // What a consumer has not acknowledged when it is closed is given to others at once.
      try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
        consumer.subscribe(topics);
        boolean usable = true;
        while (!stopping && usable) {
          ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
          usable = polled.isEmpty() || handle(new ShareLocks(consumer, polled));
        }
      } catch (RuntimeException e) {
        log.warn(
            "The share group's consumer of {} is opened anew: {}", topics, DeadLetters.reason(e));
        log.debug("The failure", e);
        pause();
      }
    }
    worker.shutdownNow();
  }

  /**
   * @return false if the consumer is to be opened anew
   */
  private boolean handle(ShareLocks locks) {
    Batch batch = new Batch();
    List<ConsumerRecord<String, byte[]>> messages = locks.held();
    Future<?> work =
        worker.submit(
            () -> {
              attempts.finish(messages, batch);
              return null;
            });
    try {
      while (!locks.held().isEmpty()) {
        List<ConsumerRecord<String, byte[]>> finished =
            batch.done.poll(Math.min(MOMENT, locks.nanosToRenewal()), TimeUnit.NANOSECONDS);
        if (finished != null) {
          locks.accept(finished);
        } else if (work.isDone() && batch.done.isEmpty()) {
          work.get();
        } else if (stopping && System.nanoTime() - stopNanos > 0) {
          return false;
        }
        locks.renewIfDue();
      }
      return !locks.areLost();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(DeadLetters.reason(e.getCause()), e.getCause());
    } finally {
      batch.unwanted = true;
      work.cancel(true);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the two threads tell each other of a batch. */
  private static final class Batch implements ShareAttempts.Holder {
    private final BlockingQueue<List<ConsumerRecord<String, byte[]>>> done =
        new LinkedBlockingQueue<>();
    private volatile boolean unwanted;

    @Override
    public void done(List<ConsumerRecord<String, byte[]>> messages) {
      done.add(messages);
    }

    @Override
    public boolean wantsMore() {
      return !unwanted;
    }
  }
}
