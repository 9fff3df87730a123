package dev.swath.servicekit;

import static dev.swath.servicekit.DeadLetters.reason;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.yaml.snakeyaml.Yaml;

class DeadLettersTest {

  @Test
  void theReasonIsWhatWasWrongWithoutTheFrameworksWrapping() {
    RuntimeException bad = new BadInputException("no PNG", new IOException("bad magic"));

    assertThat(reason(bad)).isEqualTo("no PNG");
    assertThat(reason(new BatchListenerFailedException("batch", bad, 3))).isEqualTo("no PNG");
    assertThat(reason(new ListenerExecutionFailedException("listener", bad))).isEqualTo("no PNG");
  }

  @Test
  void anUnexpectedFailureSaysOfWhatKindItIs() {
    assertThat(reason(new IllegalStateException("out of tokens")))
        .isEqualTo("IllegalStateException: out of tokens");
    assertThat(reason(new NullPointerException())).isEqualTo("NullPointerException");
  }

  @Test
  void aLongReasonLeavesRoomForTheMessage() {
    assertThat(reason(new BadInputException("x".repeat(100_000)))).hasSize(8192);
  }

  @Test
  void theHeadersAreThoseOfTheAsyncApiDocument() throws IOException {
    Headers headers =
        DeadLetters.headers(
            new DeadLetters.Origin("observations", 1, 2),
            "encoder",
            new BatchListenerFailedException("batch", new IllegalStateException("bad"), 0),
            3,
            Instant.parse("2030-01-01T00:00:00.123456789Z"),
            null);

    assertThat(StreamSupport.stream(headers.spliterator(), false).map(Header::key))
        .containsExactlyElementsOf(documented());
    assertThat(StreamSupport.stream(headers.spliterator(), false))
        .extracting(header -> new String(header.value(), UTF_8))
        .containsExactly(
            "IllegalStateException: bad",
            "java.lang.IllegalStateException",
            "encoder",
            "3",
            "2030-01-01T00:00:00.123Z",
            "observations",
            "1",
            "2");
  }

  @SuppressWarnings("unchecked")
  private static Iterable<String> documented() throws IOException {
    try (InputStream document = DeadLettersTest.class.getResourceAsStream("/asyncapi.yaml")) {
      Map<String, Object> node = new Yaml().load(document);
      for (String name : new String[] {"components", "schemas", "deadLetterHeaders"}) {
        node = (Map<String, Object>) node.get(name);
      }
      return (Iterable<String>) node.get("required");
    }
  }
}
