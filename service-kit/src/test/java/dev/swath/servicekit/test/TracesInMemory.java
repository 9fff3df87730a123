package dev.swath.servicekit.test;

import dev.swath.servicekit.Traces;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** Traces whose spans stay in memory, for tests without Spring. */
public final class TracesInMemory {

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Traces traces;

  public TracesInMemory() {
    Tracer tracer =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build()
            .get("test");
    ContextPropagators propagators =
        ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    this.traces =
        new Traces(
            new OtelTracer(tracer, new OtelCurrentTraceContext(), event -> {}),
            new OtelPropagator(propagators, tracer));
  }

  public Traces traces() {
    return traces;
  }

  /** The spans that have ended, in that order. */
  public List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }
}
