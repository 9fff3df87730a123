package dev.swath.servicekit;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again as long as that may help, waiting in between, where no listener's container
 * does so. Thread-safe.
 */
public final class Retrying {

  private static final Logger log = LoggerFactory.getLogger(Retrying.class);

  private final KafkaSettings.Retry settings;

  public Retrying(KafkaSettings.Retry settings) {
    this.settings = settings;
  }

  /**
   * @param what for the log, such as a message's place
   * @throws GivenUpException if it failed and another try would not help
   */
  public <T> T call(String what, Supplier<T> work) {
    Tries tries = new Tries(settings);
    while (true) {
      try {
        return work.get();
      } catch (RuntimeException | OutOfMemoryError e) {
        long wait = tries.failed(e);
        if (wait == Tries.GIVE_UP) {
          throw new GivenUpException(tries.failures(), e);
        }
        log.warn("Attempt {} failed: {}: {}", tries.failures(), what, DeadLetters.reason(e));
        pause(wait, tries, e);
      }
    }
  }

  private static void pause(long milliseconds, Tries tries, Throwable failure) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GivenUpException(tries.failures(), failure);
    }
  }
}
