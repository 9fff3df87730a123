package dev.swath.servicekit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What a service counts. All have the tag {@code service}; messages also have {@code topic}.
 *
 * <ul>
 *   <li>{@code swath.messages.in}: taken from a topic; a repeated delivery counts again
 *   <li>{@code swath.messages.out}: acknowledged by the broker
 *   <li>{@code swath.messages.failed}: dead-lettered: alert when it rises
 *   <li>{@code swath.batch.size}: messages worked on together
 *   <li>{@code swath.work}: the time of one batch's work, without Kafka
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class StageMetrics {

  private final MeterRegistry registry;
  private final String service;

  public StageMetrics(MeterRegistry registry, String service) {
    this.registry = registry;
    this.service = service;
  }

  /** Counts messages taken from a topic. */
  public void in(String topic, int messages) {
    messages("swath.messages.in", "Messages taken from a topic", topic).increment(messages);
  }

  /** Counts a message that the broker has acknowledged. */
  public void out(String topic) {
    messages("swath.messages.out", "Messages acknowledged by the broker", topic).increment();
  }

  /** Counts a message of {@code topic} that became a dead letter. */
  public void failed(String topic) {
    messages("swath.messages.failed", "Messages dead-lettered", topic).increment();
  }

  /** Notes one batch of work. */
  public void worked(int messages, long nanoseconds) {
    DistributionSummary.builder("swath.batch.size")
        .description("Messages worked on together")
        .tag("service", service)
        .register(registry)
        .record(messages);
    Timer.builder("swath.work")
        .description("Time of one batch's work, without Kafka")
        .tag("service", service)
        .publishPercentileHistogram()
        .register(registry)
        .record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  private Counter messages(String name, String description, String topic) {
    return Counter.builder(name)
        .description(description)
        .tag("service", service)
        .tag("topic", topic)
        .register(registry);
  }
}
