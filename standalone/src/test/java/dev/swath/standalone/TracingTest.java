package dev.swath.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Topics;
import dev.swath.lab.scenes.SampleScenes;
import dev.swath.standalone.demo.Lag;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scene's trace over all hops: only with every service and a broker is it seen whole. */
class TracingTest {
  private static final List<String> DATES = List.of("2025-05-10", "2025-06-09");

  private static final String[] HOPS = {"ingest", "encoder", "change", "prompt-augment", "llm"};

  @TempDir Path folder;

  @Test
  void everyServiceHasASpanOfTheScenesTraceAndItsAnswersNameIt() throws Exception {
    SampleScenes.write(folder.resolve("scenes"));
    try (Standalone standalone = start()) {
      assertThat(standalone.services())
          .as("without an endpoint, nothing is exported")
          .allSatisfy(
              service ->
                  assertThat(service.getBeanNamesForType(SpanExporter.class))
                      .containsExactly("spansInMemory"));
      // At once, so that there are batches of both.
      publish(standalone, item(0), traceparent(0));
      post(standalone, item(1), traceparent(1));
      quiet(standalone);

      List<ConsumerRecord<String, byte[]>> answers = answers(standalone);
      assertThat(traces(answers, DATES.get(0))).containsExactly(trace(0));
      assertThat(traces(answers, DATES.get(1))).containsExactly(trace(1));
      assertThat(traces(answers, DATES.get(0), DATES.get(1))).containsExactly(trace(1));
      assertThat(answers)
          .allSatisfy(
              answer ->
                  assertThat(header(answer)).startsWith("00-" + properties(answer).traceId()));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(services(trace(0))).containsExactlyInAnyOrder(HOPS);
                assertThat(services(trace(1))).containsExactlyInAnyOrder(HOPS);
                assertThat(names(trace(1))).contains("pair", "http post /scenes");
              });
    }
  }

  private Standalone start() {
    return Standalone.start(
        new Standalone.Settings(
            folder.resolve("data"),
            Path.of("../vlm/src/test/resources/golden/vila-tiny"),
            0,
            0,
            Optional.empty(),
            Map.of(
                SpansInMemory.PROPERTY,
                "true",
                "management.tracing.sampling.probability",
                "1.0",
                "management.opentelemetry.tracing.export.schedule-delay",
                "100ms",
                "swath.ingest.allowed-roots",
                folder.toString(),
                "swath.prompt-augment.clues.enabled",
                "false",
                "swath.llm.max-tokens",
                "4")));
  }

  private static String trace(int date) {
    return Integer.toString(date + 1).repeat(32);
  }

  private static String traceparent(int date) {
    return "00-" + trace(date) + "-00f067aa0ba902b7-01";
  }

  private String item(int date) throws Exception {
    Path scenes = folder.resolve("scenes");
    return Files.readString(scenes.resolve(DATES.get(date) + ".json"))
        .replace("\"./", "\"" + scenes.toUri());
  }

  private static void publish(Standalone standalone, String item, String traceparent)
      throws Exception {
    ProducerRecord<String, String> scene = new ProducerRecord<>(Topics.SCENES, "scene", item);
    scene.headers().add("traceparent", traceparent.getBytes(UTF_8));
    Map<String, Object> config = Map.of("bootstrap.servers", standalone.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(scene).get();
    }
  }

  private static void post(Standalone standalone, String item, String traceparent)
      throws Exception {
    URI scenes = URI.create("http://localhost:" + standalone.ingestPort() + "/scenes");
    HttpRequest request =
        HttpRequest.newBuilder(scenes)
            .header("Content-Type", "application/json")
            .header("traceparent", traceparent)
            .POST(HttpRequest.BodyPublishers.ofString(item))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private static void quiet(Standalone standalone) {
    try (Lag lag = new Lag(standalone.bootstrapServers())) {
      await().atMost(Duration.ofMinutes(5)).until(() -> lag.firstBusy(standalone.flow()).isEmpty());
    }
  }

  /** The traces that the answers about these dates together name. */
  private static Set<String> traces(List<ConsumerRecord<String, byte[]>> answers, String... dates) {
    List<String> scenes = List.of(dates).stream().map(date -> "made-up-" + date).toList();
    return answers.stream()
        .map(TracingTest::properties)
        .filter(answer -> answer.scenes().equals(scenes))
        .map(Answer.Properties::traceId)
        .collect(Collectors.toSet());
  }

  private static Set<String> services(String trace) {
    return SpansInMemory.SPANS.getFinishedSpanItems().stream()
        .filter(span -> span.getTraceId().equals(trace))
        .map(
            span ->
                span.getResource().getAttributes().asMap().entrySet().stream()
                    .filter(attribute -> attribute.getKey().getKey().equals("service.name"))
                    .map(attribute -> attribute.getValue().toString())
                    .collect(Collectors.joining()))
        .collect(Collectors.toSet());
  }

  private static Set<String> names(String trace) {
    return SpansInMemory.SPANS.getFinishedSpanItems().stream()
        .filter(span -> span.getTraceId().equals(trace))
        .map(SpanData::getName)
        .collect(Collectors.toSet());
  }

  private static Answer.Properties properties(ConsumerRecord<String, byte[]> answer) {
    return Answer.parse(answer.value()).data().properties();
  }

  private static String header(ConsumerRecord<String, byte[]> answer) {
    return new String(answer.headers().lastHeader("traceparent").value(), UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> answers(Standalone standalone) {
    return WholeTopic.read(standalone.bootstrapServers(), Topics.ANSWERS);
  }
}
