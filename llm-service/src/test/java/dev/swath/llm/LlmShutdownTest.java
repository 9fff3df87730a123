package dev.swath.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.swath.contracts.Answer;
import dev.swath.contracts.AnswerId;
import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.servicekit.test.TopicReader;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** What becomes of a batch that is being worked on when the service is stopped. */
class LlmShutdownTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration MOMENT = Duration.ofMillis(20);

  /** So many observations come every moment: about as many as it can answer. */
  private static final int WAVE = 16;

  /** More than it can answer before it hears that it is to stop. */
  private static final int LEFT_OVER = 240;

  private static final String MODEL = "../vlm/src/test/resources/golden/vila-tiny";
  private static final Task[] TASKS = {
    TestPrompts.task("caption"), TestPrompts.task("land-use"), TestPrompts.task("count")
  };

  @Test
  void whatIsInFlightIsFinishedAndNothingIsAnsweredTwice() {
    List<Answer> answers = stoppedAtWorkAndStartedAgain("30s");

    assertThat(answers).extracting(Answer::id).doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBeFinishedInTimeIsHandedBackAndAnsweredByTheNextStart() {
    assertThat(stoppedAtWorkAndStartedAgain("1ms")).isNotEmpty();
  }

  /** All answers, after it has been seen that they have the ids that they would have anyway. */
  private static List<Answer> stoppedAtWorkAndStartedAgain(String timeout) {
    EmbeddedKafkaBroker broker =
        new EmbeddedKafkaKraftBroker(1, 1)
            .brokerProperties(
                Map.of(
                    "share.coordinator.state.topic.replication.factor", "1",
                    "share.coordinator.state.topic.min.isr", "1"));
    broker.afterPropertiesSet();
    try {
      List<String> expected;
      try (ConfigurableApplicationContext service = start(broker, timeout);
          Sender sender = new Sender(broker)) {
        LanguageModel model = service.getBean(LanguageModel.class);
        // A fast machine is done with what there is before anybody looks, so more keeps coming.
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(MOMENT)
            .atMost(PATIENCE)
            .until(
                () -> {
                  sender.send(WAVE);
                  return model.stats().running() > 0;
                });
        sender.send(LEFT_OVER);
        expected = ids(sender.sent, model.fingerprint());
      }
      assertThat(answersOf(broker)).as("answers before the stop").isLessThan(expected.size());
      try (ConfigurableApplicationContext service = start(broker, "30s")) {
        TopicReader topics = topics(service);
        List<Answer> answers =
            topics.read(Topics.ANSWERS, messages -> areAll(messages, expected)).stream()
                .map(message -> Answer.parse(message.value()))
                .toList();
        assertThat(answers).extracting(Answer::id).hasSameElementsAs(expected);
        assertThat(topics.all(Topics.deadLetter(Topics.PROMPTS))).isEmpty();
        return answers;
      }
    } finally {
      broker.destroy();
    }
  }

  private static ConfigurableApplicationContext start(EmbeddedKafkaBroker broker, String timeout) {
    return LlmApplication.application()
        .run(
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
            "--spring.lifecycle.timeout-per-shutdown-phase=" + timeout,
            "--swath.kafka.partitions=2",
            "--swath.llm.max-tokens=48",
            "--swath.model.path=" + MODEL);
  }

  /** Publishes prompts of ever new scenes. */
  private static final class Sender implements AutoCloseable {
    private final ModelFolder folder = ModelFolder.open(Path.of(MODEL));
    private final KafkaProducer<String, byte[]> producer;
    private int sent;

    Sender(EmbeddedKafkaBroker broker) {
      Map<String, Object> config = Map.of("bootstrap.servers", broker.getBrokersAsString());
      producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    void send(int observations) {
      for (int i = 0; i < observations; i++, sent++) {
        Prompts prompts = TestPrompts.of(folder, "scene-" + sent, TASKS);
        producer.send(
            new ProducerRecord<>(
                Topics.PROMPTS, sent % 2, prompts.getTile(), Event.of(prompts).payload()));
      }
      producer.flush();
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static List<String> ids(int observations, String fingerprint) {
    return IntStream.range(0, observations)
        .boxed()
        .flatMap(
            i ->
                Stream.of(TASKS)
                    .map(
                        task ->
                            AnswerId.of(
                                List.of("scene-" + i),
                                "12/1197/2145",
                                task.getName(),
                                task.getInstruction(),
                                "",
                                fingerprint,
                                "")))
        .toList();
  }

  private static boolean areAll(
      List<ConsumerRecord<String, byte[]>> messages, List<String> expected) {
    return messages.size() >= expected.size()
        && messages.stream()
            .map(message -> Answer.parse(message.value()).id())
            .collect(Collectors.toSet())
            .containsAll(expected);
  }

  private static int answersOf(EmbeddedKafkaBroker broker) {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.getBrokersAsString());
    return new TopicReader(
            new DefaultKafkaConsumerFactory<>(
                config, new StringDeserializer(), new ByteArrayDeserializer()))
        .all(Topics.ANSWERS)
        .size();
  }

  @SuppressWarnings("unchecked")
  private static TopicReader topics(ConfigurableApplicationContext service) {
    return new TopicReader(service.getBean(ConsumerFactory.class));
  }
}
