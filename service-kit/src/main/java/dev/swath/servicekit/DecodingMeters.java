package dev.swath.servicekit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;

/**
 * The meters of a language model's decoding. Two services with one model in one process tell the
 * same.
 */
public final class DecodingMeters implements MeterBinder {

  private final Supplier<DecodingCounts> counts;

  public DecodingMeters(Supplier<DecodingCounts> counts) {
    this.counts = counts;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters.DECODING_STEPS.follow(registry, counts, c -> c.get().steps());
    Meters.DECODING_TOKENS.follow(registry, counts, c -> c.get().promptTokens(), "prompt");
    Meters.DECODING_TOKENS.follow(registry, counts, c -> c.get().sharedTokens(), "shared");
    Meters.DECODING_TOKENS.follow(registry, counts, c -> c.get().answerTokens(), "answer");
    Meters.DECODING_REQUESTS.gauge(registry, counts, c -> c.get().running(), "running");
    Meters.DECODING_REQUESTS.gauge(registry, counts, c -> c.get().waiting(), "waiting");
  }
}
