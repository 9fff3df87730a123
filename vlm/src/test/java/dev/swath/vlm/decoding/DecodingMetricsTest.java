package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecodingMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void theMetersFollowWhatTheModelTells() {
    AtomicReference<DecodingStats> stats =
        new AtomicReference<>(new DecodingStats(1, 20, 0, 3, 4, 5));
    new DecodingMetrics(stats::get, "llm").bindTo(registry);
    stats.set(new DecodingStats(2, 30, 10, 7, 1, 0));

    assertThat(registry.get("swath.decoding.steps").tag("service", "llm").functionCounter().count())
        .isEqualTo(2);
    assertThat(tokens("prompt")).isEqualTo(30);
    assertThat(tokens("shared")).isEqualTo(10);
    assertThat(tokens("answer")).isEqualTo(7);
    assertThat(requests("running")).isEqualTo(1);
    assertThat(requests("waiting")).isZero();
  }

  private double tokens(String kind) {
    return registry.get("swath.decoding.tokens").tag("kind", kind).functionCounter().count();
  }

  private double requests(String state) {
    return registry.get("swath.decoding.requests").tag("state", state).gauge().value();
  }
}
