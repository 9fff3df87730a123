package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Event;
import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.TopicReader;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The topic sizes on a broker as users run it: the published image with its own defaults, in
 * another process. The other tests have a broker in their own JVM, where a limit set for the test
 * could hide one that is missing. Skipped where there is no Docker; {@code
 * -Dswath.test.kafka-image=...} names another image.
 */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "spring.application.name=test-service",
      "spring.kafka.consumer.group-id=test-service"
    })
class KafkaContainerTest {

  private static final String IMAGE =
      System.getProperty("swath.test.kafka-image", "apache/kafka:4.2.0");

  /** One full-size SigLIP feature map in bf16: 729 tokens of 1152 values. */
  private static final int FEATURE_MAP_BYTES = 729 * 1152 * 2;

  @Container
  static final KafkaContainer BROKER =
      new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"));

  @Autowired Publisher publisher;
  @Autowired ConsumerFactory<String, byte[]> consumers;

  @DynamicPropertySource
  static void broker(DynamicPropertyRegistry registry) {
    registry.add("spring.kafka.bootstrap-servers", BROKER::getBootstrapServers);
  }

  @Test
  void aFullSizeFeatureMapAndAnEightFrameVideoPassABrokerWithDefaultLimits() {
    byte[] image = random(FEATURE_MAP_BYTES);
    byte[] video = random(8 * FEATURE_MAP_BYTES);

    publisher.publish(List.of(tokens("image", image), tokens("video", video)));

    TopicReader topics = new TopicReader(consumers);
    assertThat(read(topics, "image").value()).isEqualTo(image);
    assertThat(read(topics, "video").value()).isEqualTo(video);
  }

  private static Event tokens(String key, byte[] payload) {
    return new Event(Topics.VISUAL_TOKENS, key, "id-" + key, "test", payload);
  }

  private static ConsumerRecord<String, byte[]> read(TopicReader topics, String key) {
    return topics.first(Topics.VISUAL_TOKENS, message -> message.key().equals(key));
  }

  /** Random, so that no compression makes it small. */
  private static byte[] random(int bytes) {
    byte[] payload = new byte[bytes];
    new Random(1).nextBytes(payload);
    return payload;
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {}
}
