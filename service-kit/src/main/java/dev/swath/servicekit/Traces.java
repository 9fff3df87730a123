package dev.swath.servicekit;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Traces that travel in the headers of messages, as W3C Trace Context says. A message without a
 * trace, or with headers that are none, begins one. Thread-safe.
 */
public final class Traces {

  /** The header, and the field of messages, that says which trace something belongs to. */
  public static final String TRACEPARENT = "traceparent";

  /** For services that do not trace. */
  public static final Traces NONE = new Traces(Tracer.NOOP, Propagator.NOOP);

  /** Version, trace, span, flags; https://www.w3.org/TR/trace-context/#traceparent-header. */
  private static final Pattern PARENT =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

  private final Tracer tracer;
  private final Propagator propagator;

  /** What this thread failed with last: when it is tried again, that is of the same trace. */
  private final ThreadLocal<Failed> failed = new ThreadLocal<>();

  private record Failed(DeadLetters.Origin message, Span span) {}

  public Traces(Tracer tracer, Propagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /** A message comes in: its trace goes on, or begins. */
  public Hop take(ConsumerRecord<?, ?> message) {
    return take(message.headers(), DeadLetters.Origin.of(message));
  }

  /** The same, of what is left of a message. */
  public Hop take(Headers headers, DeadLetters.Origin message) {
    Failed before = failed.get();
    Span.Builder span =
        before != null && before.message().equals(message)
            ? tracer.spanBuilder().setParent(before.span().context())
            : propagator.extract(headers, Traces::text);
    span.kind(Span.Kind.CONSUMER)
        .name("process " + message.topic())
        .tag("messaging.system", "kafka")
        .tag("messaging.destination.name", message.topic())
        .tag("messaging.destination.partition.id", Integer.toString(message.partition()))
        .tag("messaging.kafka.offset", Long.toString(message.offset()));
    return new Hop(this, span.start(), message);
  }

  /**
   * Something that is made of two messages belongs to the trace of the newer one, and knows the
   * other.
   *
   * @param newer the traceparent of a hop, see {@link Hop#traceparent()}
   * @param other another one; empty, or no traceparent, if there is none to know
   */
  public Hop join(String name, String newer, String other, DeadLetters.Origin message) {
    Span.Builder span = propagator.extract(newer, Traces::field).name(name);
    context(other).map(Link::new).ifPresent(span::addLink);
    return new Hop(this, span.start(), message);
  }

  /** Puts the trace that this thread works on into a message that goes out. */
  public void inject(Headers headers) {
    Span current = tracer.currentSpan();
    if (current != null) {
      inject(current, headers);
    }
  }

  /** The id of the trace that this thread works on: 32 hexadecimal digits, or null. */
  public String currentId() {
    return id(tracer.currentSpan());
  }

  /** Does something in the trace of a message that this thread has just failed with. */
  void inFailed(ConsumerRecord<?, ?> message, Runnable work) {
    Failed last = failed.get();
    if (last != null && last.message().equals(DeadLetters.Origin.of(message))) {
      in(
          last.span(),
          () -> {
            work.run();
            return null;
          });
    } else {
      work.run();
    }
  }

  <T> T in(Span span, Supplier<T> work) {
    Tracer.SpanInScope scope = tracer.withSpan(span);
    try {
      return work.get();
    } finally {
      scope.close();
    }
  }

  void failed(DeadLetters.Origin message, Span span) {
    failed.set(new Failed(message, span));
  }

  void inject(Span span, Headers headers) {
    propagator.inject(
        span.context(),
        headers,
        (to, name, value) -> to.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8)));
  }

  String traceparent(Span span) {
    Map<String, String> fields = new HashMap<>();
    propagator.inject(span.context(), fields, Map::put);
    return fields.getOrDefault(TRACEPARENT, "");
  }

  static String id(Span span) {
    String id = span == null ? "" : span.context().traceId();
    return id.isEmpty() ? null : id;
  }

  private Optional<TraceContext> context(String traceparent) {
    Matcher parts = PARENT.matcher(traceparent);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(parts.group(3), 16) & 1) == 1;
    return Optional.of(
        tracer
            .traceContextBuilder()
            .traceId(parts.group(1))
            .spanId(parts.group(2))
            .sampled(sampled)
            .build());
  }

  private static String field(String traceparent, String name) {
    return name.equals(TRACEPARENT) ? traceparent : null;
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
