package dev.swath.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.PromptedTask;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerLatencyTest {
  private static final long NOW = 1_000_000_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AnswerLatency latency =
      new AnswerLatency(registry, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @Test
  void anAnswerIsAsOldAsItsSceneAndAsItsArrival() {
    latency.answered(prompts(task("caption", ""), acquisition(90, 2)));
    assertThat(seconds("swath.latency.acquisition", "caption")).isEqualTo(90);
    assertThat(seconds("swath.latency.arrival", "caption")).isEqualTo(2);
  }

  @Test
  void ofAPairTheSceneThatArrivedLastCounts() {
    // The earlier acquisition came late.
    latency.answered(prompts(task("change", ""), acquisition(900, 3), acquisition(300, 60)));
    assertThat(seconds("swath.latency.acquisition", "change")).isEqualTo(900);
    assertThat(seconds("swath.latency.arrival", "change")).isEqualTo(3);
  }

  @Test
  void aQuestionIsTimedFromWhenItWasAskedOnly() {
    latency.answered(prompts(task("question", "q1"), acquisition(90, 2)));
    assertThat(seconds("swath.latency.arrival", "question")).isEqualTo(2);
    assertThat(registry.find("swath.latency.acquisition").timer()).isNull();
  }

  @Test
  void anArrivalThatIsNotKnownOrLiesAheadIsNotTimed() {
    latency.answered(prompts(task("caption", ""), acquisition(90, NOW / 1000)));
    assertThat(registry.find("swath.latency.arrival").timer()).isNull();
    latency.answered(prompts(task("caption", ""), acquisition(90, -5)));
    assertThat(registry.find("swath.latency.arrival").timer()).isNull();
  }

  private double seconds(String meter, String task) {
    Timer timer = registry.get(meter).tag("task", task).timer();
    assertThat(timer.count()).isEqualTo(1);
    return timer.totalTime(TimeUnit.SECONDS);
  }

  private static Acquisition acquisition(long acquiredSecondsAgo, long arrivedSecondsAgo) {
    return Acquisition.newBuilder()
        .setAcquiredMs(NOW - acquiredSecondsAgo * 1000)
        .setArrivedMs(NOW - arrivedSecondsAgo * 1000)
        .build();
  }

  private static Prompts prompts(Task task, Acquisition... acquisitions) {
    return Prompts.newBuilder()
        .addAllAcquisitions(List.of(acquisitions))
        .addTasks(PromptedTask.newBuilder().setTask(task))
        .build();
  }

  private static Task task(String name, String requestId) {
    return Task.newBuilder().setName(name).setRequestId(requestId).build();
  }
}
