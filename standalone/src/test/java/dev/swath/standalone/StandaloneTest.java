package dev.swath.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Topics;
import dev.swath.lab.scenes.SampleScenes;
import dev.swath.standalone.demo.Lag;
import dev.swath.standalone.demo.Link;
import dev.swath.standalone.operations.Chart;
import dev.swath.standalone.operations.ExposedMeters;
import dev.swath.standalone.operations.Scrape;
import java.io.IOException;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens over time: scenes that come late, come again, and come after a restart. As all
 * services run here, it is also seen here that they expose what alerts and dashboards ask for, and
 * that Kubernetes scales them by the lag of what they take.
 */
class StandaloneTest {
  private static final List<String> DATES =
      List.of("2025-05-10", "2025-06-09", "2025-07-09", "2025-08-08");

  @TempDir Path folder;

  @Test
  void lateAndRepeatedScenesAndARestartLeaveEachConsecutivePairOnce() throws Exception {
    SampleScenes.write(folder.resolve("scenes"));
    Set<String> ids;
    try (Standalone standalone = start()) {
      assertThat(standalone.flow()).containsExactlyElementsOf(Link.byDefault());
      post(standalone, 0);
      post(standalone, 2);
      assertThat(pairs(standalone)).containsExactly(pair(0, 2));
      // The late one has a predecessor and is one.
      post(standalone, 1);
      assertThat(pairs(standalone)).containsExactlyInAnyOrder(pair(0, 2), pair(0, 1), pair(1, 2));
      ids = ids(standalone);
      // What is repeated is answered again, under the same ids.
      int before = answers(standalone).size();
      post(standalone, 0);
      assertThat(answers(standalone)).hasSizeGreaterThan(before);
      assertThat(ids(standalone)).isEqualTo(ids);
    }
    try (Standalone standalone = start()) {
      quiet(standalone);
      assertThat(ids(standalone)).isEqualTo(ids);
      post(standalone, 3);
      assertThat(pairs(standalone))
          .containsExactlyInAnyOrder(pair(0, 2), pair(0, 1), pair(1, 2), pair(2, 3));
      String tile = answers(standalone).get(0).tile();
      String question =
          """
          {"id": "q1", "scene": "made-up-2025-05-10", "tile": "%s", "question": "Any boats?"}
          """;
      post(standalone, "/questions", question.formatted(tile));
      assertThat(answers(standalone))
          .filteredOn(a -> "q1".equals(a.requestId()))
          .singleElement()
          .satisfies(a -> assertThat(a.tile()).isEqualTo(tile))
          .satisfies(a -> assertThat(a.scenes()).containsExactly("made-up-2025-05-10"));
      assertThat(Chart.scaledBy()).containsExactlyInAnyOrderElementsOf(standalone.flow());
      ExposedMeters meters = new ExposedMeters(Scrape.of(standalone.services()));
      meters.areThoseOfTheCatalogue();
      meters.holdThoseOfTheLibraries();
      meters.answerEveryQuery();
    }
  }

  @Test
  void aReplayedDeadLetterIsAnsweredWhenItsCauseIsMendedAndAnotherReplayRepeatsTheId()
      throws Exception {
    SampleScenes.write(folder.resolve("scenes"));
    String question =
        """
        {"id": "q1", "scene": "made-up-2025-05-10", "question": "Any boats?"}
        """;
    try (Standalone standalone = start()) {
      Map<String, Object> config = Map.of("bootstrap.servers", standalone.bootstrapServers());
      try (var producer =
          new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>(Topics.QUESTIONS, "q1", question)).get();
      }
      quiet(standalone);
      post(standalone, 0);
      assertThat(answersTo("q1", standalone)).isEmpty();

      replayQuestions(standalone);
      List<String> ids = answersTo("q1", standalone);
      assertThat(ids).isNotEmpty().doesNotHaveDuplicates();

      replayQuestions(standalone);
      assertThat(answersTo("q1", standalone)).hasSize(2 * ids.size()).hasSameElementsAs(ids);
    }
  }

  private static void replayQuestions(Standalone standalone) {
    assertThat(
            SwathCommand.execute(
                "dlt",
                "replay",
                "--topic=questions",
                "--yes",
                "--bootstrap=" + standalone.bootstrapServers()))
        .isZero();
    quiet(standalone);
  }

  /** The ids of the answers to a question. */
  private static List<String> answersTo(String question, Standalone standalone) {
    return events(standalone).stream()
        .filter(answer -> question.equals(answer.data().properties().requestId()))
        .map(Answer::id)
        .toList();
  }

  /** As docs/topics.md says. */
  private Standalone start() {
    return Standalone.start(
        new Standalone.Settings(
            folder.resolve("data"),
            Path.of("../vlm/src/test/resources/golden/vila-tiny"),
            0,
            0,
            Optional.empty(),
            Map.of(
                "swath.ingest.allowed-roots", folder.toString(),
                "swath.prompt-augment.clues.enabled", "false",
                "swath.llm.max-tokens", "4")));
  }

  private void post(Standalone standalone, int date) throws Exception {
    Path file = folder.resolve("scenes").resolve(DATES.get(date) + ".json");
    String item = Files.readString(file).replace("\"./", "\"" + folder.resolve("scenes").toUri());
    post(standalone, "/scenes", item);
  }

  /** Posts and waits until all that follows from it has come. */
  private static void post(Standalone standalone, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + standalone.ingestPort() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    quiet(standalone);
  }

  private static void quiet(Standalone standalone) {
    try (Lag lag = new Lag(standalone.bootstrapServers())) {
      await().atMost(Duration.ofMinutes(5)).until(() -> lag.firstBusy(standalone.flow()).isEmpty());
    }
  }

  /** The pairs that were answered, each as often for every tile. */
  private static Set<List<String>> pairs(Standalone standalone) {
    Map<List<String>, Long> tiles =
        answers(standalone).stream()
            .filter(a -> a.scenes().size() == 2)
            .collect(Collectors.groupingBy(Answer.Properties::scenes, Collectors.counting()));
    assertThat(tiles.values()).isNotEmpty().containsOnly(tiles.values().iterator().next());
    return tiles.keySet();
  }

  private static List<String> pair(int before, int after) {
    return List.of("made-up-" + DATES.get(before), "made-up-" + DATES.get(after));
  }

  private static List<Answer.Properties> answers(Standalone standalone) {
    return events(standalone).stream().map(a -> a.data().properties()).toList();
  }

  private static Set<String> ids(Standalone standalone) {
    return events(standalone).stream().map(Answer::id).collect(Collectors.toSet());
  }

  private static List<Answer> events(Standalone standalone) {
    return WholeTopic.read(standalone.bootstrapServers(), Topics.ANSWERS).stream()
        .map(message -> Answer.parse(message.value()))
        .toList();
  }
}
