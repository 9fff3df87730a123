package dev.swath.servicekit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every meter of Swath's own. Meters are made by these methods only, so that what {@code
 * docs/metrics.md} lists is what there is. All have the tag {@code service} besides their own, as
 * the meters of the libraries have: see {@link ServiceDefaults}.
 */
public enum Meters {
  MESSAGES_IN(
      Meter.Type.COUNTER,
      "swath.messages.in",
      "messages",
      "Messages taken from a topic; a repeated delivery counts again",
      "topic"),
  MESSAGES_OUT(
      Meter.Type.COUNTER,
      "swath.messages.out",
      "messages",
      "Messages that were published; the change service's are sure with its next transaction",
      "topic"),
  MESSAGES_FAILED(
      Meter.Type.COUNTER,
      "swath.messages.failed",
      "messages",
      "Messages of a topic that became dead letters",
      "topic"),
  SHARE_LAG(
      Meter.Type.GAUGE,
      "swath.share.lag",
      "messages",
      "Messages of a topic that a share group has not acknowledged, those that are worked on"
          + " included; every instance of the service tells the same",
      "group",
      "topic"),
  BATCH_SIZE(
      Meter.Type.DISTRIBUTION_SUMMARY,
      "swath.batch.size",
      "messages",
      "Messages that were worked on together"),
  WORK(
      Meter.Type.TIMER,
      "swath.work",
      "seconds",
      "The time that a service works on one batch, without Kafka"),
  LATENCY_ARRIVAL(
      Meter.Type.TIMER,
      "swath.latency.arrival",
      "seconds",
      "From when a scene or a question was put on its topic until an answer to it was decoded",
      "task"),
  LATENCY_ACQUISITION(
      Meter.Type.TIMER,
      "swath.latency.acquisition",
      "seconds",
      "From when a scene was acquired until a standing task was answered; of a pair, the scene"
          + " that arrived last",
      "task"),
  UNPAIRED(
      Meter.Type.COUNTER,
      "swath.change.unpaired",
      "acquisitions",
      "Acquisitions that made no pair, or not with all others: repeated (expected when scenes are"
          + " sent again), too_old (raise swath.change.history), other_encoder (rises after a"
          + " change of the model, then stays)",
      "reason"),
  DECODING_STEPS(
      Meter.Type.COUNTER, "swath.decoding.steps", "calls", "Calls of the language network"),
  DECODING_TOKENS(
      Meter.Type.COUNTER,
      "swath.decoding.tokens",
      "tokens",
      "Tokens that were computed (prompt, answer), and prompt tokens that the cache had already"
          + " (shared); answer tokens a step tell how full the batches are",
      "kind"),
  DECODING_REQUESTS(
      Meter.Type.GAUGE,
      "swath.decoding.requests",
      "requests",
      "Requests that have a row of the cache (running) or wait for one (waiting): waiting for long"
          + " asks for more rows or a larger cache",
      "state"),
  ADAPTERS(Meter.Type.GAUGE, "swath.adapters", "adapters", "LoRA adapters that are loaded"),
  RASTER_READER(
      Meter.Type.GAUGE,
      "swath.raster.reader",
      "readers",
      "1 for the reader of rasters in use, gdal or java; without GDAL, JPEG 2000 becomes dead"
          + " letters",
      "reader",
      "version");

  private final Meter.Type type;
  private final String title;
  private final String unit;
  private final String meaning;
  private final List<String> tags;

  Meters(Meter.Type type, String title, String unit, String meaning, String... tags) {
    this.type = type;
    this.title = title;
    this.unit = unit;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  public Meter.Type type() {
    return type;
  }

  /** Its name in Micrometer. */
  public String title() {
    return title;
  }

  /** What one of it is. */
  public String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** The names of its own tags. */
  public List<String> tags() {
    return tags;
  }

  /** The upper bounds of a timer's histogram; a service level is asked for at one of them. */
  public List<Duration> buckets() {
    return switch (this) {
      case WORK -> seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);
      case LATENCY_ARRIVAL -> seconds(0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600);
      case LATENCY_ACQUISITION ->
          seconds(10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800);
      default -> List.of();
    };
  }

  /**
   * The counter with these values of its tags.
   *
   * @throws IllegalArgumentException if this is no counter, or has other tags
   */
  public Counter counter(MeterRegistry registry, String... values) {
    Tags tags = tags(Meter.Type.COUNTER, values);
    return Counter.builder(title).description(meaning).tags(tags).register(registry);
  }

  /** A counter of what something else has counted, which must be kept elsewhere. */
  public <T> void follow(
      MeterRegistry registry, T source, ToDoubleFunction<T> count, String... values) {
    Tags tags = tags(Meter.Type.COUNTER, values);
    FunctionCounter.builder(title, source, count)
        .description(meaning)
        .tags(tags)
        .register(registry);
  }

  /** A gauge of something, which is kept as long as the registry. */
  public <T> void gauge(
      MeterRegistry registry, T source, ToDoubleFunction<T> value, String... values) {
    Tags tags = tags(Meter.Type.GAUGE, values);
    Gauge.builder(title, source, value)
        .description(meaning)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /** The summary with these values of its tags. */
  public DistributionSummary summary(MeterRegistry registry, String... values) {
    Tags tags = tags(Meter.Type.DISTRIBUTION_SUMMARY, values);
    return DistributionSummary.builder(title).description(meaning).tags(tags).register(registry);
  }

  /** The timer with these values of its tags. */
  public Timer timer(MeterRegistry registry, String... values) {
    Tags tags = tags(Meter.Type.TIMER, values);
    return Timer.builder(title)
        .description(meaning)
        .tags(tags)
        .serviceLevelObjectives(buckets().toArray(Duration[]::new))
        .register(registry);
  }

  private Tags tags(Meter.Type wanted, String... values) {
    if (type != wanted || values.length != tags.size()) {
      throw new IllegalArgumentException(
          "%s is a %s with the tags %s".formatted(title, type, tags));
    }
    Tags all = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      all = all.and(tags.get(i), values[i]);
    }
    return all;
  }

  private static List<Duration> seconds(double... bounds) {
    return Arrays.stream(bounds)
        .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
        .toList();
  }
}
