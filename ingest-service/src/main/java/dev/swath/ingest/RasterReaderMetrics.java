package dev.swath.ingest;

import dev.swath.imagery.RasterReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Which reader of rasters is in use: {@code swath.ingest.raster.reader} is 1, with the tags {@code
 * service}, {@code reader} ({@code gdal} or {@code java}) and {@code version}. Alert where it is
 * not the expected one: without GDAL some formats become dead letters.
 */
final class RasterReaderMetrics implements MeterBinder {
  private final RasterReader reader;
  private final String service;

  RasterReaderMetrics(RasterReader reader, String service) {
    this.reader = reader;
    this.service = service;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("swath.ingest.raster.reader", () -> 1)
        .description("The reader of rasters in use")
        .tag("service", service)
        .tag("reader", reader.name())
        .tag("version", reader.version())
        .register(registry);
  }
}
