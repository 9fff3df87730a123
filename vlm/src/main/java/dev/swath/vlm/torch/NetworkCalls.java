package dev.swath.vlm.torch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The calls of networks that are under way, so that a process can end between two of them. When a
 * process ends libtorch tears its globals down, and a call that still runs crashes on them.
 */
public final class NetworkCalls {

  static final NetworkCalls ALL = new NetworkCalls();

  /** Longer than any call takes: a training step, or a batch of images. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  NetworkCalls() {}

  /**
   * Lets a process that is told to stop wait for the calls that run, and begin no more. For one
   * that computes until it is stopped; a service has put its work away by then.
   */
  public static void finishAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.finish(LONGEST), "finish-networks"));
  }

  <T> T make(Supplier<T> call) {
    lock.readLock().lock();
    try {
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Waits until no call runs. Who asks for one afterwards waits for ever.
   *
   * @return false if one took longer
   */
  boolean finish(Duration longest) {
    try {
      return lock.writeLock().tryLock(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
