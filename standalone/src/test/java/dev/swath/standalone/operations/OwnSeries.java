package dev.swath.standalone.operations;

import dev.swath.servicekit.Meters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Prometheus makes of the meters of {@link Meters}. */
final class OwnSeries {

  private static final NamingConvention NAMES = new PrometheusNamingConvention();

  private OwnSeries() {}

  /** The meter's name in Prometheus. */
  static String name(Meters meter) {
    String name = NAMES.name(meter.title(), meter.type(), null);
    return meter.type() == Meter.Type.COUNTER ? name + "_total" : name;
  }

  /** The names of its series. */
  static List<String> names(Meters meter) {
    String name = name(meter);
    boolean distribution =
        meter.type() == Meter.Type.TIMER || meter.type() == Meter.Type.DISTRIBUTION_SUMMARY;
    if (!distribution) {
      return List.of(name);
    }
    Stream<String> endings = Stream.of("_count", "_sum", "_max");
    if (!meter.buckets().isEmpty()) {
      endings = Stream.concat(endings, Stream.of("_bucket"));
    }
    return endings.map(ending -> name + ending).toList();
  }

  /** The meter that a series belongs to. */
  static Optional<Meters> meter(String series) {
    return Arrays.stream(Meters.values()).filter(m -> names(m).contains(series)).findFirst();
  }
}
