package dev.swath.servicekit;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** What a service counts of its messages and its work. Thread-safe. */
public final class StageMetrics {

  private final MeterRegistry registry;

  public StageMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Begins to count a topic's messages at zero: of a counter that appears with the first dead
   * letter, Prometheus would not see that it has risen.
   */
  public void takes(String topic) {
    in(topic, 0);
    Meters.MESSAGES_FAILED.counter(registry, topic);
  }

  /** Counts messages taken from a topic. */
  public void in(String topic, int messages) {
    Meters.MESSAGES_IN.counter(registry, topic).increment(messages);
  }

  /** Counts a message that the broker has acknowledged. */
  public void out(String topic) {
    Meters.MESSAGES_OUT.counter(registry, topic).increment();
  }

  /** Counts a message of {@code topic} that became a dead letter. */
  public void failed(String topic) {
    Meters.MESSAGES_FAILED.counter(registry, topic).increment();
  }

  /** Notes one batch of work. */
  public void worked(int messages, long nanoseconds) {
    Meters.BATCH_SIZE.summary(registry).record(messages);
    Meters.WORK.timer(registry).record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  /** Tells how many messages of a topic a share group has not acknowledged. */
  void shareLag(String group, String topic, DoubleSupplier lag) {
    Meters.SHARE_LAG.gauge(registry, lag, DoubleSupplier::getAsDouble, group, topic);
  }
}
