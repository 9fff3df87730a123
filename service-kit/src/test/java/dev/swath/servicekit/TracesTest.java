package dev.swath.servicekit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.TracesInMemory;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

  private final TracesInMemory memory = new TracesInMemory();
  private final Traces traces = memory.traces();

  @Test
  void aMessagesTraceGoesOnInWhatComesOfIt() {
    ConsumerRecord<String, byte[]> message = message(1);
    message.headers().add("traceparent", PARENT.getBytes(UTF_8));
    message.headers().add("tracestate", "vendor=1".getBytes(UTF_8));
    Headers result = new RecordHeaders();

    try (Hop hop = traces.take(message)) {
      assertThat(hop.traceId()).isEqualTo(TRACE);
      hop.inject(result);
    }

    SpanData span = memory.spans().get(0);
    assertThat(span.getName()).isEqualTo("process observations");
    assertThat(span.getParentSpanId()).isEqualTo(SPAN);
    assertThat(text(result, "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
    assertThat(text(result, "tracestate")).isEqualTo("vendor=1");
  }

  @Test
  void ofSeveralHeadersTheLastCounts() {
    ConsumerRecord<String, byte[]> message = message(1);
    message.headers().add("traceparent", PARENT.replace('4', '5').getBytes(UTF_8));
    message.headers().add("traceparent", PARENT.getBytes(UTF_8));

    assertThat(id(message)).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-1-2-01",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01x",
        "\u0000\uFFFF"
      })
  void aHeaderThatIsNoTraceBeginsOne(String header) {
    ConsumerRecord<String, byte[]> message = message(1);
    message.headers().add("traceparent", header.getBytes(UTF_8));

    assertThat(id(message)).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
  }

  @Test
  void aMessageWithoutAHeaderOrWithAnEmptyOneBeginsATrace() {
    ConsumerRecord<String, byte[]> empty = message(2);
    empty.headers().add("traceparent", null);

    assertThat(id(message(1))).matches("[0-9a-f]{32}").isNotEqualTo(id(empty));
    assertThat(memory.spans()).allMatch(span -> !span.getParentSpanContext().isValid());
  }

  @Test
  void aVersionThatIsNotKnownYetIsContinued() {
    ConsumerRecord<String, byte[]> message = message(1);
    message.headers().add("traceparent", ("cc" + PARENT.substring(2) + "-more").getBytes(UTF_8));

    assertThat(id(message)).isEqualTo(TRACE);
  }

  @Test
  void whatIsTriedAgainIsOfTheSameTraceAndWhatComesAfterItIsNot() {
    ConsumerRecord<String, byte[]> message = message(1);
    String first;
    try (Hop hop = traces.take(message)) {
      first = hop.traceId();
      hop.failed(new IllegalStateException("at first"));
    }

    assertThat(id(message)).isEqualTo(first);
    AtomicReference<String> given = new AtomicReference<>();
    traces.inFailed(message, () -> given.set(traces.currentId()));
    assertThat(given).hasValue(first);
    assertThat(id(message(2))).isNotEqualTo(first);
    assertThat(memory.spans().get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void whatIsDoneInAHopBelongsToItAndNothingAfterwards() {
    Headers headers = new RecordHeaders();
    try (Hop hop = traces.take(message(1))) {
      String id =
          hop.in(
              () -> {
                traces.inject(headers);
                return traces.currentId();
              });
      assertThat(id).isEqualTo(hop.traceId());
      assertThat(text(headers, "traceparent")).isEqualTo(hop.traceparent());
    }
    assertThat(traces.currentId()).isNull();
    Headers none = new RecordHeaders();
    traces.inject(none);
    assertThat(none).isEmpty();
  }

  @Test
  void whatIsMadeOfTwoContinuesTheNewerAndKnowsTheOther() {
    String other = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-00";
    DeadLetters.Origin origin = new DeadLetters.Origin("visual-tokens", 0, 1);

    traces.join("pair", PARENT, other, origin).close();
    traces.join("pair", PARENT, "no trace", origin).close();

    assertThat(memory.spans()).allMatch(span -> span.getTraceId().equals(TRACE));
    assertThat(memory.spans().get(0).getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo("a".repeat(32));
              assertThat(link.getSpanContext().getSpanId()).isEqualTo("b".repeat(16));
            });
    assertThat(memory.spans().get(1).getLinks()).isEmpty();
  }

  @Test
  void aServiceThatDoesNotTraceWorksAllTheSame() {
    Headers result = new RecordHeaders();
    try (Hop hop = Traces.NONE.take(message(1))) {
      hop.in(() -> 1);
      hop.inject(result);
      hop.failed(new IllegalStateException());
      assertThat(hop.traceId()).isNull();
      assertThat(hop.traceparent()).isEmpty();
    }
    assertThat(Traces.NONE.currentId()).isNull();
    assertThat(result).isEmpty();
  }

  private String id(ConsumerRecord<String, byte[]> message) {
    try (Hop hop = traces.take(message)) {
      return hop.traceId();
    }
  }

  private static ConsumerRecord<String, byte[]> message(long offset) {
    return new ConsumerRecord<>("observations", 0, offset, "key", new byte[0]);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
