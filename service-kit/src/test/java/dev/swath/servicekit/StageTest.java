package dev.swath.servicekit;

import static dev.swath.servicekit.test.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.TopicReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** The kit on a real broker: what it promises to a listener is what happens on the topics. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test-service",
      "spring.kafka.consumer.group-id=test-service",
      "swath.kafka.partitions=1",
      "swath.kafka.max-message-bytes=2000000",
      "swath.kafka.retry.attempts=2",
      "swath.kafka.retry.backoff=10ms"
    })
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class StageTest {

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired KafkaAdmin admin;
  @Autowired MeterRegistry meters;
  @Autowired EchoService service;
  @Autowired Stage stage;

  private TopicReader topics;

  @BeforeEach
  void reader() {
    topics = new TopicReader(consumers);
  }

  @Test
  void aBadMessageIsDeadLetteredWithItsReasonAndItsNeighboursGoOn() {
    send("k1", "one");
    send("k2", "bad");
    send("k3", "three");

    result("one");
    result("three");
    ConsumerRecord<String, byte[]> letter = deadLetter("bad");
    assertThat(letter.key()).isEqualTo("k2");
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("this one is bad");
    assertThat(header(letter, DeadLetters.SERVICE)).isEqualTo("test-service");
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo(Topics.OBSERVATIONS);
    assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetters.OFFSET)).matches("\\d+");
    assertThat(header(letter, DeadLetters.EXCEPTION)).isEqualTo(BadInputException.class.getName());
    assertThat(header(letter, DeadLetters.ATTEMPTS)).isEqualTo("1");
    assertThat(Instant.parse(header(letter, DeadLetters.TIME))).isBeforeOrEqualTo(Instant.now());
    assertThat(service.attempts("bad")).isEqualTo(1);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        meters
                            .get("swath.messages.failed")
                            .tag("topic", "observations")
                            .tag("service", "test-service")
                            .counter()
                            .count())
                    .isPositive());
  }

  @Test
  void whatFailsAtFirstIsTriedAgain() {
    send("k", "flaky");

    result("flaky");
    assertThat(service.attempts("flaky")).isEqualTo(3);
  }

  @Test
  void whatFailsInTheWorkOfABatchDoesNotTakeTheBatchWithIt() {
    send("k1", "before");
    send("k2", "poison");
    send("k3", "after");

    result("before");
    result("after");
    ConsumerRecord<String, byte[]> letter = deadLetter("poison");
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("IllegalStateException: always");
    assertThat(header(letter, DeadLetters.ATTEMPTS)).isEqualTo("3");
  }

  @Test
  void whileKafkaIsAwayNothingBecomesADeadLetter() {
    send("k", "away");

    result("away");
    assertThat(service.attempts("away")).isEqualTo(6);
  }

  @Test
  void theHeadersOfAMessageStayAsTheyCame() {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topics.OBSERVATIONS, "k", "bad too".getBytes(UTF_8));
    message.headers().add("traceparent", "00-1-2-01".getBytes(UTF_8));
    message.headers().add("binary", new byte[] {0, -1});
    kafka.send(message).join();

    ConsumerRecord<String, byte[]> letter = deadLetter("bad too");
    assertThat(header(letter, "traceparent")).isEqualTo("00-1-2-01");
    assertThat(letter.headers().lastHeader("binary").value()).containsExactly(0, -1);
    assertThat(letter.headers().toArray())
        .extracting(Header::key)
        .filteredOn(name -> !name.startsWith(DeadLetters.PREFIX))
        .containsExactly("traceparent", "binary");
  }

  @Test
  void whatMemoryIsTooSmallForIsDoneInHalvesAndPublishedOnce() {
    List<Integer> batches = new ArrayList<>();

    stage.handle(
        polled("m1", "m2", "m3", "m4", "m5"),
        StageTest::text,
        values -> {
          batches.add(values.size());
          if (values.size() > 2) {
            throw new OutOfMemoryError("Java heap space");
          }
          return echo(values);
        });

    assertThat(batches).containsExactly(5, 3, 2, 1, 2);
    result("m5");
    assertThat(published("m")).containsExactly("m1", "m2", "m3", "m4", "m5");
  }

  @Test
  void whatMemoryIsTooSmallForEvenAloneFailsByItselfAndTheWorkBeforeItIsKept() {
    assertThatThrownBy(
            () ->
                stage.handle(
                    polled("n1", "n2", "n3"),
                    StageTest::text,
                    values -> {
                      if (values.size() > 1 || values.contains("n3")) {
                        throw new OutOfMemoryError("Java heap space");
                      }
                      return echo(values);
                    }))
        .isInstanceOfSatisfying(
            BatchListenerFailedException.class,
            failure -> assertThat(failure.getRecord().offset()).isEqualTo(2));
    result("n2");
    assertThat(published("n")).containsExactly("n1", "n2");
  }

  @Test
  void aResultThatIsTooLargeFailsLoudlyAndNamesTheSetting() {
    send("k", "too large");

    assertThat(header(deadLetter("too large"), DeadLetters.REASON))
        .contains("'visual-tokens'", "swath.kafka.max-message-bytes=2000000");
  }

  @Test
  void aResultOfTheLargestSizePasses() {
    send("k", "large");

    assertThat(topics.first(Topics.VISUAL_TOKENS, m -> m.value().length == 1_900_000).key())
        .isEqualTo("k");
  }

  @Test
  void offsetsAreCommittedOnlyAfterTheBrokerHasTheResult() throws Exception {
    send("k", "fails to publish");
    deadLetter("fails to publish");

    // Had the listener returned without waiting, the failed result would have been lost silently.
    send("k", "committed");
    long end = topics.first(Topics.OBSERVATIONS, m -> text(m).equals("committed")).offset() + 1;
    await().atMost(Duration.ofSeconds(30)).until(() -> committed() >= end);
    result("committed");
  }

  @Test
  void resultsAreCloudEvents() {
    send("k", "event");

    ConsumerRecord<String, byte[]> result = result("event");
    assertThat(header(result, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(result, "ce_id")).isEqualTo("id-event");
    assertThat(header(result, "ce_type")).isEqualTo("test");
    assertThat(header(result, "ce_source")).isEqualTo("/swath/test-service");
    assertThat(header(result, "content-type")).isEqualTo("application/protobuf");
  }

  @Test
  void everyTopicIsThere() {
    String[] names = Topics.all().stream().map(Topics.Topic::name).toArray(String[]::new);

    assertThat(admin.describeTopics(names)).containsOnlyKeys(names);
  }

  private List<String> published(String prefix) {
    return topics.read(Topics.VISUAL_TOKENS, 1).stream()
        .map(StageTest::text)
        .filter(value -> value.startsWith(prefix))
        .toList();
  }

  private static List<ConsumerRecord<String, byte[]>> polled(String... values) {
    List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();
    for (String value : values) {
      messages.add(
          new ConsumerRecord<>(
              Topics.OBSERVATIONS, 0, messages.size(), "k", value.getBytes(UTF_8)));
    }
    return messages;
  }

  private static List<List<Event>> echo(List<String> values) {
    return values.stream().map(value -> List.of(event(value, value.getBytes(UTF_8)))).toList();
  }

  private static Event event(String value, byte[] payload) {
    return new Event(Topics.VISUAL_TOKENS, "k", "id-" + value, "test", payload);
  }

  private void send(String key, String value) {
    kafka.send(Topics.OBSERVATIONS, key, value.getBytes(UTF_8)).join();
  }

  private ConsumerRecord<String, byte[]> result(String value) {
    return topics.first(Topics.VISUAL_TOKENS, message -> text(message).equals(value));
  }

  private ConsumerRecord<String, byte[]> deadLetter(String value) {
    return topics.first(
        Topics.deadLetter(Topics.OBSERVATIONS), message -> text(message).equals(value));
  }

  private long committed() throws ExecutionException, InterruptedException {
    try (AdminClient client = AdminClient.create(admin.getConfigurationProperties())) {
      return client
          .listConsumerGroupOffsets("test-service")
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .max()
          .orElse(0);
    }
  }

  private static String text(ConsumerRecord<String, byte[]> message) {
    return new String(message.value(), UTF_8);
  }

  /** Publishes what it reads, with exceptions. */
  static class EchoService {

    private final Stage stage;
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();

    EchoService(Stage stage) {
      this.stage = stage;
    }

    @KafkaListener(topics = Topics.OBSERVATIONS, batch = "true")
    void onObservations(List<ConsumerRecord<String, byte[]>> messages) {
      stage.handle(messages, this::read, this::work);
    }

    int attempts(String value) {
      return attempts.get(value).get();
    }

    private int attempt(String value) {
      return attempts.computeIfAbsent(value, v -> new AtomicInteger()).incrementAndGet();
    }

    private String read(ConsumerRecord<String, byte[]> message) {
      String value = text(message);
      if (value.startsWith("bad")) {
        attempt(value);
        throw new BadInputException("this one is bad");
      }
      return value;
    }

    private List<List<Event>> work(List<String> values) {
      return values.stream().map(value -> List.of(answer(value))).toList();
    }

    private Event answer(String value) {
      int attempt = attempt(value);
      if (value.equals("flaky") && attempt <= 2) {
        throw new IllegalStateException("at first");
      }
      if (value.equals("away") && attempt <= 5) {
        throw new TimeoutException("no broker");
      }
      byte[] payload =
          switch (value) {
            case "poison" -> throw new IllegalStateException("always");
            case "too large", "fails to publish" -> new byte[3_000_000];
            case "large" -> new byte[1_900_000];
            default -> value.getBytes(UTF_8);
          };
      return event(value, payload);
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {
    @Bean
    EchoService echoService(Stage stage) {
      return new EchoService(stage);
    }
  }
}
