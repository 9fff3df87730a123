package dev.swath.servicekit;

/**
 * The tries of one message: counts its failures, and tells how long to wait before the next try.
 * Not thread-safe.
 */
final class Tries {

  /** Instead of a wait: another try would not help. */
  static final long GIVE_UP = -1;

  private final KafkaSettings.Retry settings;
  private int failures;
  private int retries;
  private long wait;

  Tries(KafkaSettings.Retry settings) {
    this.settings = settings;
  }

  /** A try failed: how many milliseconds to wait before the next one, or {@link #GIVE_UP}. */
  long failed(Throwable failure) {
    failures++;
    return switch (Failure.of(failure)) {
      case BAD_INPUT -> GIVE_UP;
      case AWAY -> nextWait();
      case OUT_OF_MEMORY, OTHER -> retries++ < settings.attempts() ? nextWait() : GIVE_UP;
    };
  }

  /** How many tries have failed. */
  int failures() {
    return failures;
  }

  private long nextWait() {
    wait = wait == 0 ? settings.backoff().toMillis() : wait * 2;
    wait = Math.min(wait, settings.maxBackoff().toMillis());
    return wait;
  }
}
