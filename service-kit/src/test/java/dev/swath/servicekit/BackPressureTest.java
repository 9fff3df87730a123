package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;

/**
 * A burst of ten times what may be in flight waits on the topic, not on the heap. Its messages are
 * so few that the number of records in a poll would let all of them in at once.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test-service",
      "spring.kafka.consumer.group-id=test-service",
      "spring.kafka.listener.concurrency=" + BackPressureTest.CONSUMERS,
      "swath.kafka.partitions=4",
      "swath.kafka.max-message-bytes=2000000",
      "swath.kafka.in-flight=" + BackPressureTest.IN_FLIGHT + "B"
    })
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class BackPressureTest {

  static final int CONSUMERS = 2;
  static final int IN_FLIGHT = 4_000_000;
  private static final int MESSAGE = 1_000_000;
  private static final int BURST = 10 * IN_FLIGHT / MESSAGE;

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired SlowService service;
  @Autowired Stage stage;

  @Test
  void betweenPollAndPublishThereAreNeverMoreBytesThanMayBeInFlight() {
    for (int i = 0; i < BURST; i++) {
      kafka.send(Topics.OBSERVATIONS, "k" + i, new byte[MESSAGE]).join();
    }
    service.burstIsThere.countDown();

    assertThat(new TopicReader(consumers).read(Topics.VISUAL_TOKENS, BURST)).hasSize(BURST);
    await().atMost(Duration.ofMinutes(1)).until(() -> service.bytes.get() == 0);
    assertThat(service.mostOfAPoll.get()).isGreaterThan(MESSAGE).isLessThanOrEqualTo(IN_FLIGHT);
    assertThat(service.most.get()).isLessThanOrEqualTo((long) CONSUMERS * IN_FLIGHT);
  }

  @Test
  void whatIsWorkedOnTogetherIsLimitedByWhatResultsWeigh() {
    List<ConsumerRecord<String, byte[]>> polled = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      polled.add(new ConsumerRecord<>(Topics.OBSERVATIONS, 0, i, "k", new byte[] {(byte) i}));
    }
    List<Integer> batches = new ArrayList<>();

    stage.handle(
        polled,
        message -> message.value()[0],
        // The last one alone is more than may be in flight.
        (message, number) -> number == 4 ? 2L * IN_FLIGHT : IN_FLIGHT / 2,
        numbers -> {
          batches.add(numbers.size());
          return numbers.stream().map(number -> List.<Event>of()).toList();
        });

    assertThat(batches).containsExactly(2, 2, 1);
  }

  /** Begins when the whole burst is on the topic, and notes how much it holds. */
  static class SlowService {

    private final Stage stage;
    private final CountDownLatch burstIsThere = new CountDownLatch(1);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong most = new AtomicLong();
    private final AtomicLong mostOfAPoll = new AtomicLong();

    SlowService(Stage stage) {
      this.stage = stage;
    }

    @KafkaListener(topics = Topics.OBSERVATIONS, batch = "true")
    void onObservations(List<ConsumerRecord<String, byte[]>> messages) throws InterruptedException {
      long polled = messages.stream().mapToLong(message -> message.value().length).sum();
      mostOfAPoll.accumulateAndGet(polled, Math::max);
      most.accumulateAndGet(bytes.addAndGet(polled), Math::max);
      burstIsThere.await();
      stage.handle(messages, ConsumerRecord::value, SlowService::results);
      bytes.addAndGet(-polled);
    }

    private static List<List<Event>> results(List<byte[]> values) {
      return values.stream()
          .map(value -> List.of(new Event(Topics.VISUAL_TOKENS, "k", "id", "test", value)))
          .toList();
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {
    @Bean
    SlowService slowService(Stage stage) {
      return new SlowService(stage);
    }
  }
}
