package dev.swath.servicekit;

import static dev.swath.servicekit.test.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.TopicReader;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;

/**
 * Where share groups are not switched on, the same work is done by a consumer group. How it is done
 * by a share group, {@link ShareGroupTest} tells.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test-service",
      "spring.kafka.consumer.group-id=test-service",
      "swath.kafka.partitions=1",
      "swath.kafka.share-groups=false"
    })
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class IntakeTest {

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired Intake intake;

  @Test
  void messagesAreTakenInOrderAndABadOneBecomesADeadLetter() {
    for (String value : List.of("a", "bad", "b", "c")) {
      kafka.send(Topics.PROMPTS, "k", value.getBytes(UTF_8)).join();
    }

    TopicReader topics = new TopicReader(consumers);
    assertThat(topics.read(Topics.ANSWERS, 3))
        .extracting(IntakeTest::text)
        .containsExactly("a", "b", "c");
    assertThat(header(topics.read(Topics.deadLetter(Topics.PROMPTS), 1).get(0), DeadLetters.REASON))
        .isEqualTo("this one is bad");
    assertThat(intake.isShared()).isFalse();
    assertThat(intake.group("test-service")).isEqualTo("test-service");
  }

  private static String text(ConsumerRecord<String, byte[]> message) {
    return new String(message.value(), UTF_8);
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {
    @Bean
    static SmartLifecycle prompts(Intake intake, Stage stage) {
      return intake.of(
          List.of(Topics.PROMPTS), messages -> stage.handle(messages, App::read, App::answers));
    }

    private static String read(ConsumerRecord<String, byte[]> message) {
      if (text(message).equals("bad")) {
        throw new BadInputException("this one is bad");
      }
      return text(message);
    }

    private static List<List<Event>> answers(List<String> values) {
      return values.stream()
          .map(
              value ->
                  List.of(new Event(Topics.ANSWERS, "k", value, "test", value.getBytes(UTF_8))))
          .toList();
    }
  }
}
