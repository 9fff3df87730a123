package dev.swath.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Observation;
import dev.swath.standalone.WholeTopic;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand inputs that are wrong in some way, by seed. */
@Tag("failure")
class FuzzTest {

  private static final long SEED = 13;
  private static final int ITEMS = 350;
  private static final int RASTERS = 250;
  private static final int VIDEOS = 60;
  private static final int MESSAGES = 240;
  private static final int REQUESTS = 100;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long MOST_MEMORY_KB = 2 << 20;
  private static final int HEADER = 600;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Mutations mutations = new Mutations(SEED);
  private Duration longest = Duration.ZERO;

  @Test
  void wrongInputEndsAsADeadLetterOrAClearRefusal() throws Exception {
    try (Trial trial = Trial.start("fuzz", 1);
        Admin admin = Admin.create(Map.of("bootstrap.servers", trial.brokers().bootstrap()))) {
      trial.publish();
      trial.awaitAnswers();
      byte[] item = Stream.shared().scenes().passes().get(0).item();
      for (int i = 0; i < ITEMS; i++) {
        byte[] wrong = i % 3 == 0 ? mutations.spoiled(item, item.length) : mutations.item(item);
        take(trial, admin, Topics.SCENES, "swath-ingest", wrong);
      }
      spoilFiles(trial, admin, "2025-05-10.json", "image", RASTERS);
      spoilFiles(trial, admin, "flight.json", "video", VIDEOS);
      List<byte[]> observations = messages(trial, Topics.OBSERVATIONS);
      Observation right = Observation.parseFrom(observations.get(0));
      take(
          trial,
          admin,
          Topics.OBSERVATIONS,
          "swath-encoder",
          right.toBuilder()
              .setFrames(0, Frame.newBuilder().setPng(ByteString.copyFrom(Mutations.bomb())))
              .build()
              .toByteArray());
      for (int i = 1; i < MESSAGES / 3; i++) {
        byte[] one = observations.get(mutations.below(observations.size()));
        take(
            trial, admin, Topics.OBSERVATIONS, "swath-encoder", mutations.spoiled(one, one.length));
      }
      for (String topic : List.of(Topics.VISUAL_TOKENS, Topics.PROMPTS)) {
        List<byte[]> all = messages(trial, topic);
        for (int i = 0; i < MESSAGES / 3; i++) {
          byte[] one = all.get(mutations.below(all.size()));
          trial.station().publish(topic, "fuzz", mutations.spoiled(one, HEADER));
        }
      }
      int refused = 0;
      for (int i = 0; i < REQUESTS; i++) {
        byte[] wrong = i % 2 == 0 ? mutations.truncated(item) : mutations.item(item);
        int status = post(trial, i % 4 == 0 ? "/questions" : "/scenes", wrong);
        assertThat(status).isLessThan(500);
        refused += status >= 400 ? 1 : 0;
      }
      // What is right goes through behind it all.
      trial.publish();
      String last = Stream.shared().scenes().passes().get(1).id();
      Set<String> due =
          Stream.shared().expected().entrySet().stream()
              .filter(answer -> answer.getValue().equals(List.of(last)))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> trial.watch().first().keySet().containsAll(due));
      long memory = 0;
      for (String name : Services.NAMES) {
        memory = Math.max(memory, trial.services().get(name).peakMemoryKb());
      }
      ReliabilityPage.add(
          "Wrong input",
          ("%,d wrong inputs (truncated and altered Items, GeoTIFFs, MP4s and messages, a decompression bomb, odd geometries,"
                  + " forbidden hrefs): %,d dead letters, %d requests refused with 4xx, none with 5xx; no process ended, the slowest"
                  + " input took %.1f s, the largest process %,d MB; what was right behind them was answered.")
              .formatted(
                  ITEMS + RASTERS + VIDEOS + MESSAGES + REQUESTS,
                  Trial.deadLetters(trial.brokers().bootstrap()),
                  refused,
                  longest.toMillis() / 1000.0,
                  memory / 1024));
      assertThat(longest).isLessThanOrEqualTo(LONGEST);
      assertThat(memory).isLessThanOrEqualTo(MOST_MEMORY_KB);
    }
  }

  /** Scenes that are right themselves, but not their files. */
  private void spoilFiles(Trial trial, Admin admin, String item, String key, int count)
      throws Exception {
    Path folder = Stream.shared().folder().resolve("scenes");
    ObjectNode json = (ObjectNode) JSON.readTree(folder.resolve(item).toFile());
    ObjectNode asset = (ObjectNode) json.at("/assets/" + key);
    byte[] right = Files.readAllBytes(folder.resolve(asset.get("href").asText()));
    asset.remove("file:checksum");
    asset.remove("file:size");
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("wrong-%s-%d".formatted(key, i));
      Files.write(file, mutations.spoiled(right, HEADER));
      json.put("id", file.getFileName().toString());
      asset.put("href", file.toUri().toString());
      take(trial, admin, Topics.SCENES, "swath-ingest", JSON.writeValueAsBytes(json));
      Files.delete(file);
    }
  }

  /** Publishes one message and waits until it is done with. */
  private void take(Trial trial, Admin admin, String topic, String group, byte[] value)
      throws Exception {
    long from = System.nanoTime();
    RecordMetadata at = trial.station().publish(topic, "place", value);
    TopicPartition partition = new TopicPartition(topic, at.partition());
    Awaitility.await()
        .atMost(LONGEST.multipliedBy(3))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              var committed =
                  admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
              var offset = committed.get(partition);
              return offset != null && offset.offset() > at.offset();
            });
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    longest = took.compareTo(longest) > 0 ? took : longest;
  }

  private static int post(Trial trial, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + trial.services().ingestPort() + path))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
    return response.statusCode();
  }

  private static List<byte[]> messages(Trial trial, String topic) {
    List<byte[]> messages =
        WholeTopic.read(trial.brokers().bootstrap(), topic).stream()
            .map(ConsumerRecord::value)
            .toList();
    assertThat(messages).isNotEmpty();
    return messages;
  }
}
