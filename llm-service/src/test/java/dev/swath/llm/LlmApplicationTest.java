package dev.swath.llm;

import static dev.swath.servicekit.test.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.test.TopicReader;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** The whole service with a real model (random weights) on a real broker. */
@SpringBootTest(
    useMainMethod = SpringBootTest.UseMainMethod.ALWAYS,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "swath.model.path=../vlm/src/test/resources/golden/vila-tiny",
      "swath.llm.max-tokens=8",
      "swath.kafka.partitions=1"
    })
@EmbeddedKafka(
    bootstrapServersProperty = "spring.kafka.bootstrap-servers",
    brokerProperties = {
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1"
    })
class LlmApplicationTest {
  private static final List<String> LAND_USES = List.of("forest", "water", "river bank");

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired ModelFolder folder;
  @Autowired LanguageModel model;
  @Autowired MeterRegistry meters;

  @Test
  void eachTaskIsAnsweredOnceAndWhatCannotBeDecodedBecomesADeadLetter() {
    Prompts good = prompts("good", TestPrompts.task("caption"), landUse(), question());
    Prompts foreign =
        prompts("foreign", TestPrompts.task("caption")).toBuilder().setEncoder("other").build();
    Prompts unknown =
        prompts("unknown", TestPrompts.task("caption").toBuilder().setAdapter("ships").build());
    for (Prompts prompts : List.of(good, foreign, unknown, good)) {
      kafka.send(Topics.PROMPTS, prompts.getTile(), Event.of(prompts).payload()).join();
    }

    TopicReader topics = new TopicReader(consumers);
    List<Answer> answers =
        topics.read(Topics.ANSWERS, 6).stream().map(r -> Answer.parse(r.value())).toList();
    assertThat(answers).hasSize(6);
    // A replay repeats ids and answers; the order of messages does not matter to a share group.
    Map<String, List<Answer>> byTask =
        answers.stream().collect(Collectors.groupingBy(a -> a.data().properties().task()));
    assertThat(byTask).containsOnlyKeys("caption", "land-use", "question");
    assertThat(byTask.values())
        .allSatisfy(
            twice -> {
              assertThat(twice).hasSize(2);
              assertThat(twice.get(0).id()).isEqualTo(twice.get(1).id());
              assertThat(twice.get(0).data().properties().answer())
                  .isEqualTo(twice.get(1).data().properties().answer());
            });
    assertThat(byTask.values().stream().map(twice -> twice.get(0).id())).doesNotHaveDuplicates();
    assertThat(byTask.get("land-use").get(0).data().properties().answer()).isIn(LAND_USES);
    assertThat(byTask.get("question").get(0).data().properties().requestId()).isEqualTo("q1");
    for (Answer answer : answers) {
      Answer.Properties properties = answer.data().properties();
      assertThat(properties.scenes()).containsExactly("good");
      assertThat(properties.confidence()).isPositive().isLessThanOrEqualTo(1);
      assertThat(properties.model()).isEqualTo("vila-tiny@" + model.fingerprint());
      assertThat(properties.stages()).containsKeys("encode", "decode");
    }

    assertThat(meters.get("swath.decoding.tokens").tag("kind", "prompt").functionCounter().count())
        .isPositive();

    Map<String, ConsumerRecord<String, byte[]>> letters =
        topics.read(Topics.deadLetter(Topics.PROMPTS), 2).stream()
            .collect(Collectors.toMap(letter -> header(letter, DeadLetters.REASON), l -> l));
    assertThat(letters.keySet())
        .anySatisfy(reason -> assertThat(reason).contains("'ships' is not loaded"))
        .anySatisfy(
            reason -> {
              assertThat(reason).contains("come from the encoder other");
              assertThat(letters.get(reason).value()).isEqualTo(foreign.toByteArray());
            });
  }

  private Prompts prompts(String scene, Task... tasks) {
    return TestPrompts.of(folder, scene, tasks);
  }

  private static Task landUse() {
    return TestPrompts.task("land-use").toBuilder().addAllAllowedAnswers(LAND_USES).build();
  }

  private static Task question() {
    return TestPrompts.task("question").toBuilder().setRequestId("q1").build();
  }
}
