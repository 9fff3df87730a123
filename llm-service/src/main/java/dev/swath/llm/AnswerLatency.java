package dev.swath.llm;

import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.servicekit.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Notes how long the answers took, from the scene to here. Thread-safe. */
final class AnswerLatency {
  private final MeterRegistry registry;
  private final Clock clock;

  AnswerLatency(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** To be called once the tasks of an observation are answered. */
  void answered(Prompts prompts) {
    long now = clock.millis();
    Acquisition latest = latest(prompts.getAcquisitionsList());
    for (PromptedTask prompted : prompts.getTasksList()) {
      Task task = prompted.getTask();
      if (latest.getArrivedMs() > 0) {
        record(Meters.LATENCY_ARRIVAL, task, now - latest.getArrivedMs());
      }
      // A question may be about a scene of long ago.
      if (task.getRequestId().isEmpty()) {
        record(Meters.LATENCY_ACQUISITION, task, now - latest.getAcquiredMs());
      }
    }
  }

  /** Of a pair, the acquisition that made it: the one that arrived last, not always the later. */
  private static Acquisition latest(List<Acquisition> acquisitions) {
    return acquisitions.stream()
        .max(
            Comparator.comparingLong(Acquisition::getArrivedMs)
                .thenComparingLong(Acquisition::getAcquiredMs))
        .orElseThrow();
  }

  private void record(Meters meter, Task task, long milliseconds) {
    // Less than nothing: the clock was set back meanwhile, or the station's is ahead of this one.
    if (milliseconds >= 0) {
      meter.timer(registry, task.getName()).record(Duration.ofMillis(milliseconds));
    }
  }
}
