package dev.swath.servicekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The members that a service has in one share group, from its start to its stop. */
final class ShareGroup implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ShareGroup.class);

  /** What is left to hand back what is not finished. */
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final String name;
  private final Runnable prepare;
  private final Supplier<List<ShareMember>> opener;
  private final ShareLag lag;
  private final Duration patience;
  private final List<Thread> threads = new ArrayList<>();
  private List<ShareMember> members = List.of();

  /**
   * @param prepare makes sure that the brokers have such a group
   * @param opener makes members that do not run yet
   * @param patience how long a stop may take
   */
  ShareGroup(
      String name,
      Runnable prepare,
      Supplier<List<ShareMember>> opener,
      ShareLag lag,
      Duration patience) {
    this.patience = patience;
    this.name = name;
    this.prepare = prepare;
    this.opener = opener;
    this.lag = lag;
  }

  @Override
  public synchronized void start() {
    if (isRunning()) {
      return;
    }
    prepare.run();
    lag.start();
    members = opener.get();
    for (int i = 0; i < members.size(); i++) {
      Thread thread = new Thread(members.get(i), name + "-" + i);
      threads.add(thread);
      thread.start();
    }
    log.info("{} members of share group {}", members.size(), name);
  }

  @Override
  public synchronized void stop() {
    Duration work = patience.compareTo(GOODBYE) > 0 ? patience.minus(GOODBYE) : Duration.ZERO;
    members.forEach(member -> member.stop(work));
    long end = System.nanoTime() + work.plus(GOODBYE).toNanos();
    for (Thread thread : threads) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    threads.clear();
    lag.stop();
  }

  @Override
  public synchronized boolean isRunning() {
    return !threads.isEmpty();
  }
}
