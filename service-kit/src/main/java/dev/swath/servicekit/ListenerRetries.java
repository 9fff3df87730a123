package dev.swath.servicekit;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Lets {@link Tries} decide for Spring's error handler, which asks a back-off that is not told what
 * failed, but tells its listeners just before, in the same thread. Thread-safe.
 */
final class ListenerRetries implements BackOff, RetryListener {

  private record Last(Throwable failure, int attempts) {}

  private final KafkaSettings.Retry settings;
  private final ThreadLocal<Last> last = new ThreadLocal<>();

  ListenerRetries(KafkaSettings.Retry settings) {
    this.settings = settings;
  }

  @Override
  public void failedDelivery(ConsumerRecord<?, ?> message, Exception failure, int attempt) {
    last.set(new Last(failure, attempt));
  }

  /** How often the message that this thread has just failed with was tried. */
  int attempts() {
    return last.get() == null ? 1 : last.get().attempts();
  }

  @Override
  public BackOffExecution start() {
    Tries tries = new Tries(settings);
    return () -> {
      // The handler also asks when it is made, to learn whether there are retries at all.
      if (last.get() == null) {
        return settings.backoff().toMillis();
      }
      long wait = tries.failed(last.get().failure());
      return wait == Tries.GIVE_UP ? BackOffExecution.STOP : wait;
    };
  }
}
