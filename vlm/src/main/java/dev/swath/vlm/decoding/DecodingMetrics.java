package dev.swath.vlm.decoding;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a language model tells of its decoding. All have the tag {@code service}.
 *
 * <ul>
 *   <li>{@code swath.decoding.steps}: calls of the network
 *   <li>{@code swath.decoding.tokens}: by {@code kind}: {@code prompt} and {@code answer} were
 *       computed; {@code shared} are prompt tokens that the cache had already
 *   <li>{@code swath.decoding.requests}: by {@code state}: {@code running} and {@code waiting}
 * </ul>
 *
 * Answer tokens a step tell how full the batches are; requests that wait for long ask for more rows
 * or a larger cache. Two services with one model in one process tell the same.
 */
public final class DecodingMetrics implements MeterBinder {

  private final Supplier<DecodingStats> stats;
  private final String service;

  public DecodingMetrics(Supplier<DecodingStats> stats, String service) {
    this.stats = stats;
    this.service = service;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("swath.decoding.steps", stats, s -> s.get().steps())
        .description("Calls of the language network")
        .tag("service", service)
        .register(registry);
    tokens(registry, "prompt", DecodingStats::promptTokens);
    tokens(registry, "shared", DecodingStats::sharedTokens);
    tokens(registry, "answer", DecodingStats::answerTokens);
    requests(registry, "running", DecodingStats::running);
    requests(registry, "waiting", DecodingStats::waiting);
  }

  private void tokens(MeterRegistry registry, String kind, ToDoubleFunction<DecodingStats> count) {
    FunctionCounter.builder(
            "swath.decoding.tokens", stats, stats -> count.applyAsDouble(stats.get()))
        .description("Tokens computed, or found in the cache")
        .tag("service", service)
        .tag("kind", kind)
        .register(registry);
  }

  private void requests(
      MeterRegistry registry, String state, ToDoubleFunction<DecodingStats> count) {
    Gauge.builder("swath.decoding.requests", stats, stats -> count.applyAsDouble(stats.get()))
        .description("Requests that are decoded, or wait for it")
        .tag("service", service)
        .tag("state", state)
        .strongReference(true)
        .register(registry);
  }
}
