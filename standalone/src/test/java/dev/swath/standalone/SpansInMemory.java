package dev.swath.standalone;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Keeps the spans of all services that ask for it by a property. */
@AutoConfiguration
@ConditionalOnProperty(SpansInMemory.PROPERTY)
public class SpansInMemory {

  static final String PROPERTY = "test.spans-in-memory";

  static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

  @Bean
  static SpanExporter spansInMemory() {
    return SPANS;
  }
}
