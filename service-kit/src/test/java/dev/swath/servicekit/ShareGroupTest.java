package dev.swath.servicekit;

import static dev.swath.servicekit.test.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.TopicReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;

/**
 * Share groups on a real broker: what is promised of a message that one of them has taken. Every
 * test has a topic for itself.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test-service",
      "spring.kafka.consumer.group-id=test-service",
      "swath.kafka.partitions=1",
      "swath.kafka.retry.attempts=2",
      "swath.kafka.retry.backoff=10ms",
      "spring.kafka.consumer.max-poll-records=2"
    })
@EmbeddedKafka(
    bootstrapServersProperty = "spring.kafka.bootstrap-servers",
    brokerProperties = {
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1",
      "share.coordinator.state.topic.num.partitions=1",
      "group.share.min.record.lock.duration.ms=1000",
      "group.share.record.lock.duration.ms=" + ShareGroupTest.LOCK_MS
    })
class ShareGroupTest {

  static final int LOCK_MS = 3000;
  private static final String GROUP = ShareGroups.name("test-service");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired KafkaAdmin admin;
  @Autowired DeadLetterRecoverer deadLetters;
  @Autowired KafkaSettings settings;
  @Autowired Stage stage;
  @Autowired MeterRegistry meters;

  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private String topic;
  private ShareGroup group;

  @BeforeEach
  void makeTopic(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
    for (String name : List.of(topic, Topics.deadLetter(topic))) {
      admin.createOrModifyTopics(TopicBuilder.name(name).partitions(1).build());
    }
  }

  @AfterEach
  void stop() {
    slowMayEnd.countDown();
    if (group != null) {
      group.stop();
    }
  }

  @Test
  void whatIsBehindASlowBatchGoesOnAndTheSlowOneIsHeldAsLongAsItTakes() {
    send("slow", "b");
    start(2);
    await().atMost(PATIENCE).until(() -> attempts("slow") == 1);
    send("c", "d");

    published("c", "d");
    // Without renewals it would be given to the other member meanwhile.
    await()
        .during(Duration.ofMillis(3 * LOCK_MS))
        .atMost(PATIENCE)
        .until(() -> attempts("slow") == 1);
    slowMayEnd.countDown();
    published("slow", "b");
    await().atMost(PATIENCE).until(this::allAcknowledged);
    assertThat(List.of(attempts("slow"), attempts("b"), attempts("c"), attempts("d")))
        .containsOnly(1);
  }

  @Test
  void nothingIsAcknowledgedBeforeItsResultIsPublished() {
    send("slow");
    start(1);
    await().atMost(PATIENCE).until(() -> attempts("slow") == 1);

    assertThat(allAcknowledged()).isFalse();
    slowMayEnd.countDown();
    published("slow");
    await().atMost(PATIENCE).until(this::allAcknowledged);
  }

  @Test
  void theLagIsToldFromBeforeTheFirstAcknowledgementToTheLast() {
    send("slow");
    start(1);
    await().atMost(PATIENCE).until(() -> lag() == 1);

    slowMayEnd.countDown();
    await().atMost(PATIENCE).until(() -> lag() == 0);
  }

  private double lag() {
    return meters
        .get(Meters.SHARE_LAG.title())
        .tags("group", GROUP, "topic", topic)
        .gauge()
        .value();
  }

  @Test
  void aBadMessageBecomesADeadLetterAndItsNeighboursGoOn() {
    send("a", "bad", "b", "poison", "c");
    start(2);

    published("a", "b", "c");
    assertThat(header(deadLetter("bad"), DeadLetters.REASON)).isEqualTo("this one is bad");
    ConsumerRecord<String, byte[]> letter = deadLetter("poison");
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("IllegalStateException: always");
    assertThat(header(letter, DeadLetters.ATTEMPTS)).isEqualTo("3");
    assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("3");
    await().atMost(PATIENCE).until(this::allAcknowledged);
    assertThat(attempts("bad")).isEqualTo(1);
  }

  @Test
  void whatAKilledConsumerHadTakenIsGivenToAnother() throws Exception {
    send("a");
    start(0);
    killOneThatHasTaken();

    start(1);
    published("a");
    assertThat(attempts("a")).isEqualTo(1);
    await().atMost(PATIENCE).until(this::allAcknowledged);
  }

  @Test
  void whatIsTakenAgainAndAgainWithoutBeingFinishedBecomesADeadLetterBeforeTheBrokerDropsIt() {
    send("a", "b");
    start(0);
    try (var consumer =
        new KafkaShareConsumer<String, byte[]>(
            member(consumers.getConfigurationProperties().get("bootstrap.servers")))) {
      consumer.subscribe(List.of(topic));
      for (int given = 0; given < ShareAttempts.MAX_DELIVERIES; ) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
          consumer.acknowledge(message, AcknowledgeType.RELEASE);
          given++;
        }
        consumer.commitSync();
      }
    }

    start(1);
    published("b");
    ConsumerRecord<String, byte[]> letter = deadLetter("a");
    assertThat(header(letter, DeadLetters.REASON)).contains("taken 4 times without being finished");
    assertThat(attempts.containsKey("a")).isFalse();
  }

  @Test
  void aStoppedGroupGivesBackWhatItHasNotFinished() {
    send("slow");
    start(1);
    await().atMost(PATIENCE).until(() -> attempts("slow") == 1);
    group.stop();
    assertThat(allAcknowledged()).isFalse();

    slowMayEnd.countDown();
    start(1);
    published("slow");
    assertThat(attempts("slow")).isEqualTo(2);
  }

  private void start(int members) {
    ShareGroups groups =
        new ShareGroups(
            consumers,
            new ShareBrokers(admin),
            deadLetters,
            new StageMetrics(meters),
            settings,
            members,
            Duration.ofSeconds(15));
    group = groups.of(List.of(topic), this::onMessages);
    group.start();
  }

  private void onMessages(List<ConsumerRecord<String, byte[]>> messages) {
    stage.handle(messages, this::read, this::work);
  }

  private String read(ConsumerRecord<String, byte[]> message) {
    String value = new String(message.value(), UTF_8);
    attempts.computeIfAbsent(value, v -> new AtomicInteger()).incrementAndGet();
    if (value.equals("bad")) {
      throw new BadInputException("this one is bad");
    }
    return value;
  }

  private List<List<Event>> work(List<String> values) {
    return values.stream().map(value -> List.of(answer(value))).toList();
  }

  private Event answer(String value) {
    if (value.equals("poison")) {
      throw new IllegalStateException("always");
    }
    if (value.equals("slow")) {
      try {
        slowMayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("stopped", e);
      }
    }
    return new Event(Topics.VISUAL_TOKENS, topic, "id-" + value, "test", value.getBytes(UTF_8));
  }

  private int attempts(String value) {
    return attempts.getOrDefault(value, new AtomicInteger()).get();
  }

  private void send(String... values) {
    for (String value : values) {
      kafka.send(topic, "k", value.getBytes(UTF_8)).join();
    }
  }

  /** Waits until each has been published, and asserts that none has been twice. */
  private void published(String... values) {
    List<ConsumerRecord<String, byte[]>> all =
        new TopicReader(consumers)
            .read(Topics.VISUAL_TOKENS, messages -> ours(messages).containsAll(List.of(values)));
    assertThat(ours(all)).doesNotHaveDuplicates();
  }

  private List<String> ours(List<ConsumerRecord<String, byte[]>> messages) {
    return messages.stream()
        .filter(message -> message.key().equals(topic))
        .map(ShareGroupTest::text)
        .toList();
  }

  private ConsumerRecord<String, byte[]> deadLetter(String value) {
    return new TopicReader(consumers)
        .first(Topics.deadLetter(topic), message -> text(message).equals(value));
  }

  private static String text(ConsumerRecord<String, byte[]> message) {
    return new String(message.value(), UTF_8);
  }

  /** Whether nothing of the topic is left to acknowledge. */
  private boolean allAcknowledged() {
    try (AdminClient client = AdminClient.create(admin.getConfigurationProperties())) {
      SharePartitionOffsetInfo info =
          client
              .listShareGroupOffsets(Map.of(GROUP, new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(GROUP)
              .get()
              .get(new TopicPartition(topic, 0));
      // There is none before the first acknowledgement.
      return info != null && info.lag().equals(Optional.of(0L));
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void killOneThatHasTaken() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    String kafka = consumers.getConfigurationProperties().get("bootstrap.servers").toString();
    command.addAll(List.of(Killed.class.getName(), kafka.replaceAll("[\\[\\]]", ""), topic));
    Process member =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String said;
      do {
        said = member.inputReader().readLine();
      } while (said != null && !said.equals("taken"));
      assertThat(said).isEqualTo("taken");
    } finally {
      member.destroyForcibly();
      assertThat(member.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Map<String, Object> member(Object kafka) {
    return Map.of(
        "bootstrap.servers",
        kafka,
        "group.id",
        GROUP,
        "share.acknowledgement.mode",
        "explicit",
        "share.acquire.mode",
        "record_limit",
        "max.poll.records",
        1,
        "key.deserializer",
        StringDeserializer.class.getName(),
        "value.deserializer",
        ByteArrayDeserializer.class.getName());
  }

  /** Takes a message, says so, and waits to be killed. */
  static final class Killed {
    public static void main(String[] args) throws InterruptedException {
      KafkaShareConsumer<String, byte[]> consumer = new KafkaShareConsumer<>(member(args[0]));
      consumer.subscribe(List.of(args[1]));
      while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {}
      System.out.println("taken");
      Thread.currentThread().join();
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {}
}
