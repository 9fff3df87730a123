package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @EnumSource
  void aMeterIsMadeAsItIsListed(Meters meter) {
    String[] values = meter.tags().toArray(String[]::new);
    switch (meter.type()) {
      case COUNTER -> meter.counter(registry, values);
      case GAUGE -> meter.gauge(registry, this, source -> 1, values);
      case TIMER -> meter.timer(registry, values);
      case DISTRIBUTION_SUMMARY -> meter.summary(registry, values);
      default -> throw new AssertionError(meter.type());
    }

    Meter made = registry.get(meter.title()).meter();
    assertThat(made.getId().getType()).isEqualTo(meter.type());
    assertThat(made.getId().getDescription()).isEqualTo(meter.meaning());
    assertThat(made.getId().getTags())
        .extracting(Tag::getKey)
        .containsExactlyInAnyOrderElementsOf(meter.tags());
  }

  @ParameterizedTest
  @EnumSource
  void onlyTimersHaveBucketsAndTheyRise(Meters meter) {
    assertThat(meter.buckets().isEmpty()).isEqualTo(meter.type() != Meter.Type.TIMER);
    assertThat(meter.buckets()).isSorted().doesNotHaveDuplicates().doesNotContain(Duration.ZERO);
  }

  @Test
  void whatIsNotListedIsNotMade() {
    assertThatThrownBy(() -> Meters.MESSAGES_IN.counter(registry))
        .hasMessage("swath.messages.in is a COUNTER with the tags [topic]");
    assertThatThrownBy(() -> Meters.MESSAGES_IN.timer(registry, "scenes"))
        .hasMessage("swath.messages.in is a COUNTER with the tags [topic]");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aTopicIsCountedFromZero() {
    StageMetrics metrics = new StageMetrics(registry);
    metrics.takes("scenes");
    assertThat(registry.get("swath.messages.failed").tag("topic", "scenes").counter().count())
        .isZero();
    metrics.in("scenes", 2);
    assertThat(registry.get("swath.messages.in").tag("topic", "scenes").counter().count())
        .isEqualTo(2);
  }

  @Test
  void theMetersOfDecodingFollowWhatTheModelTells() {
    AtomicReference<DecodingCounts> counts =
        new AtomicReference<>(new DecodingCounts(1, 20, 0, 3, 4, 5));
    new DecodingMeters(counts::get).bindTo(registry);
    counts.set(new DecodingCounts(2, 30, 10, 7, 1, 0));

    assertThat(registry.get("swath.decoding.steps").functionCounter().count()).isEqualTo(2);
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
