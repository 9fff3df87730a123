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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** What becomes of a batch that is being worked on when the service is stopped. */
class LlmShutdownTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int OBSERVATIONS = 96;
  private static final String MODEL = "../vlm/src/test/resources/golden/vila-tiny";
  private static final Task[] TASKS = {
    TestPrompts.task("caption"), TestPrompts.task("land-use"), TestPrompts.task("count")
  };

  @Test
  void whatIsInFlightIsFinishedAndNothingIsAnsweredTwice() {
    List<Answer> answers = stoppedAtWorkAndStartedAgain("30s");

    assertThat(answers).hasSize(OBSERVATIONS * TASKS.length);
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
      try (ConfigurableApplicationContext service = start(broker, timeout)) {
        LanguageModel model = service.getBean(LanguageModel.class);
        expected = ids(model.fingerprint());
        send(broker);
        await().atMost(PATIENCE).until(() -> model.stats().running() > 0);
      }
      try (ConfigurableApplicationContext service = start(broker, "30s")) {
        TopicReader topics = topics(service);
        int before = topics.read(Topics.ANSWERS, 0).size();
        assertThat(before).as("answers before the stop").isLessThan(expected.size());
        List<Answer> answers =
            topics
                .read(Topics.ANSWERS, messages -> answers(messages).containsAll(expected))
                .stream()
                .map(message -> Answer.parse(message.value()))
                .toList();
        assertThat(answers).extracting(Answer::id).hasSameElementsAs(expected);
        assertThat(topics.read(Topics.deadLetter(Topics.PROMPTS), 0)).isEmpty();
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

  private static void send(EmbeddedKafkaBroker broker) {
    ModelFolder folder = ModelFolder.open(Path.of(MODEL));
    Map<String, Object> config = Map.of("bootstrap.servers", broker.getBrokersAsString());
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < OBSERVATIONS; i++) {
        Prompts prompts = TestPrompts.of(folder, "scene-" + i, TASKS);
        producer.send(
            new ProducerRecord<>(
                Topics.PROMPTS, i % 2, prompts.getTile(), Event.of(prompts).payload()));
      }
    }
  }

  private static List<String> ids(String fingerprint) {
    return IntStream.range(0, OBSERVATIONS)
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

  private static List<String> answers(List<ConsumerRecord<String, byte[]>> messages) {
    return messages.stream().map(message -> Answer.parse(message.value()).id()).toList();
  }

  @SuppressWarnings("unchecked")
  private static TopicReader topics(ConfigurableApplicationContext service) {
    return new TopicReader(service.getBean(ConsumerFactory.class));
  }
}
