package dev.swath.servicekit;

import io.micrometer.tracing.Span;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;

/**
 * One message in one service, from when it is read until its results are published: a span of the
 * message's trace. To be closed once; until then any thread may use it.
 */
public final class Hop implements AutoCloseable {

  private final Traces traces;
  private final Span span;
  private final DeadLetters.Origin message;

  Hop(Traces traces, Span span, DeadLetters.Origin message) {
    this.traces = traces;
    this.span = span;
    this.message = message;
  }

  /** Does something, and what it logs and publishes in this thread belongs to this hop. */
  public <T> T in(Supplier<T> work) {
    return traces.in(span, work);
  }

  /** Puts the trace into the headers of a result; the next service continues it. */
  public void inject(Headers headers) {
    traces.inject(span, headers);
  }

  /** The trace's id, 32 hexadecimal digits; null if this service does not trace. */
  public String traceId() {
    return Traces.id(span);
  }

  /** This hop as others may name it, in W3C's form; empty if this service does not trace. */
  public String traceparent() {
    return traces.traceparent(span);
  }

  /** Notes why the message failed. The next try, in the same thread, goes on from here. */
  public void failed(Throwable failure) {
    span.error(failure);
    traces.failed(message, span);
  }

  @Override
  public void close() {
    span.end();
  }
}
