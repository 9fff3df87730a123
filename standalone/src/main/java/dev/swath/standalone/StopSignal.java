package dev.swath.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (or a TERM signal) into a flag, and keeps the JVM until the work has been put away,
 * which closing this object says.
 */
final class StopSignal implements AutoCloseable {
  private static final long PUT_AWAY_SECONDS = 60;

  private final CountDownLatch raised = new CountDownLatch(1);
  private final CountDownLatch putAway = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
    return signal;
  }

  boolean raised() {
    return raised.getCount() == 0;
  }

  void await() throws InterruptedException {
    raised.await();
  }

  @Override
  public void close() {
    putAway.countDown();
  }

  private void stop() {
    raised.countDown();
    try {
      putAway.await(PUT_AWAY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
