package dev.swath.change;

import static dev.swath.servicekit.test.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.test.TopicReader;
import dev.swath.vlm.FeatureMap;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** The whole service with a real network on a real broker, stopped and started again. */
@EmbeddedKafka
class ChangeApplicationTest {

  /** What vila-tiny's encoder makes: 42 pixels in patches of 14, 32 wide. */
  private static final int TOKENS = 9;

  private static final int WIDTH = 32;

  @TempDir Path stateDir;

  @Test
  void whatWasSeenBeforeARestartIsStillKnown(EmbeddedKafkaBroker broker) {
    try (ConfigurableApplicationContext service = start(broker)) {
      send(service, Images.random(1, TOKENS, WIDTH, Images.CHANGE));
      send(service, Images.random(3, TOKENS, WIDTH, Images.CHANGE));
      assertThat(pairs(service, 1)).extracting(Images::scenes).containsExactly("scene-1>scene-3");
      assertThat(service.getBeansOfType(StreamsHealth.class))
          .containsOnlyKeys("streamsHealthIndicator", "partitionsHealthIndicator")
          .allSatisfy(
              (name, health) -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
    }
    try (ConfigurableApplicationContext service = start(broker)) {
      kafka(service).send(Topics.VISUAL_TOKENS, Images.TILE, "garbage".getBytes(UTF_8)).join();
      send(service, Images.random(3, TOKENS, WIDTH, Images.CHANGE));
      send(service, Images.random(2, TOKENS, WIDTH, Images.CHANGE));

      List<VisualTokens> pairs = pairs(service, 3);
      assertThat(pairs)
          .extracting(Images::scenes)
          .containsExactly("scene-1>scene-3", "scene-1>scene-2", "scene-2>scene-3");
      assertFused(service, pairs.get(1));
      ConsumerRecord<String, byte[]> letter =
          topics(service).read(Topics.deadLetter(Topics.VISUAL_TOKENS), 1).get(0);
      assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8));
      assertThat(header(letter, DeadLetters.REASON)).contains("not the protobuf message");
      assertThat(header(letter, DeadLetters.SERVICE)).isEqualTo("change");
      assertThat(
              service
                  .getBean(KafkaAdmin.class)
                  .describeTopics(
                      Topics.changelogs().stream().map(Topics.Topic::name).toArray(String[]::new)))
          .as("what Kafka Streams keeps is as docs/topics.md says")
          .hasSize(2);
    }
  }

  private ConfigurableApplicationContext start(EmbeddedKafkaBroker broker) {
    return ChangeApplication.application()
        .run(
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
            "--spring.kafka.streams.state-dir=" + stateDir,
            "--swath.kafka.partitions=2",
            "--swath.model.path=../vlm/src/test/resources/golden/vila-tiny");
  }

  private static void assertFused(ConfigurableApplicationContext service, VisualTokens pair) {
    FeatureMap expected =
        service
            .getBean(PairFuser.class)
            .fuse(List.of(features(pair.getFrames(0))), List.of(features(pair.getFrames(1))))
            .get(0);
    float[] fused = FeatureMaps.unpack(pair.getFused());
    assertThat(fused).hasSameSizeAs(expected.values());
    for (int i = 0; i < fused.length; i++) {
      float value = expected.values()[i];
      // bf16 keeps 8 bits.
      assertThat(Math.abs(fused[i] - value)).isLessThanOrEqualTo(Math.abs(value) / 256 + 1e-5f);
    }
  }

  private static FeatureMap features(dev.swath.contracts.v1.FeatureMap map) {
    return new FeatureMap(map.getTokens(), map.getWidth(), FeatureMaps.unpack(map));
  }

  private static void send(ConfigurableApplicationContext service, VisualTokens tokens) {
    kafka(service).send(Topics.VISUAL_TOKENS, tokens.getTile(), tokens.toByteArray()).join();
  }

  private static List<VisualTokens> pairs(ConfigurableApplicationContext service, int count) {
    return topics(service).read(Topics.CHANGE_TOKENS, count).stream()
        .map(ChangeApplicationTest::parse)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static KafkaTemplate<String, byte[]> kafka(ConfigurableApplicationContext service) {
    return service.getBean(KafkaTemplate.class);
  }

  @SuppressWarnings("unchecked")
  private static TopicReader topics(ConfigurableApplicationContext service) {
    return new TopicReader(service.getBean(ConsumerFactory.class));
  }

  private static VisualTokens parse(ConsumerRecord<String, byte[]> message) {
    try {
      return VisualTokens.parseFrom(message.value());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
