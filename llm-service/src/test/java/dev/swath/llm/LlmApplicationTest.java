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
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
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
    // A replay repeats ids and answers.
    assertThat(answers.subList(3, 6)).extracting(Answer::id).isEqualTo(ids(answers.subList(0, 3)));
    assertThat(answers.subList(3, 6))
        .extracting(a -> a.data().properties().answer())
        .isEqualTo(
            answers.subList(0, 3).stream().map(a -> a.data().properties().answer()).toList());
    assertThat(ids(answers.subList(0, 3))).doesNotHaveDuplicates();
    assertThat(answers.get(1).data().properties().answer()).isIn(LAND_USES);
    assertThat(answers.get(2).data().properties().requestId()).isEqualTo("q1");
    for (Answer answer : answers) {
      Answer.Properties properties = answer.data().properties();
      assertThat(properties.scenes()).containsExactly("good");
      assertThat(properties.confidence()).isPositive().isLessThanOrEqualTo(1);
      assertThat(properties.model()).isEqualTo("vila-tiny@" + model.fingerprint());
      assertThat(properties.stages()).containsKeys("encode", "decode");
    }

    assertThat(meters.get("swath.decoding.tokens").tag("kind", "prompt").functionCounter().count())
        .isPositive();

    List<ConsumerRecord<String, byte[]>> letters =
        topics.read(Topics.deadLetter(Topics.PROMPTS), 2);
    assertThat(header(letters.get(0), DeadLetters.REASON)).contains("come from the encoder other");
    assertThat(header(letters.get(1), DeadLetters.REASON)).contains("'ships' is not loaded");
    assertThat(letters.get(0).value()).isEqualTo(foreign.toByteArray());
  }

  private static List<String> ids(List<Answer> answers) {
    return answers.stream().map(Answer::id).toList();
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
