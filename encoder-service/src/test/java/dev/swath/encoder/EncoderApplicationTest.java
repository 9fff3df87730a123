package dev.swath.encoder;

import static dev.swath.servicekit.test.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.test.TopicReader;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.RgbImage;
import dev.swath.vlm.VisionEncoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** The whole service with a real network on a real broker. */
@SpringBootTest(
    useMainMethod = SpringBootTest.UseMainMethod.ALWAYS,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "swath.model.path=../vlm/src/test/resources/golden/vila-tiny",
      "swath.kafka.partitions=1"
    })
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class EncoderApplicationTest {

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;
  @Autowired VisionEncoder network;
  @LocalManagementPort int port;

  @Test
  void observationsBecomeFeaturesAndABrokenOneBecomesADeadLetter() throws Exception {
    Observation image = Observations.of(Kind.IMAGE, "good", 200);
    Observation broken =
        image.toBuilder()
            .setFrames(0, Frame.newBuilder().setPng(ByteString.copyFromUtf8("no PNG")))
            .build();
    Observation video = Observations.of(Kind.VIDEO, "video", 1, 2, 3, 4, 5, 6, 7, 8);
    for (Observation observation : List.of(image, broken, video)) {
      kafka.send(Topics.OBSERVATIONS, observation.getTile(), observation.toByteArray()).join();
    }

    TopicReader topics = new TopicReader(consumers);
    Map<String, VisualTokens> results =
        topics.read(Topics.VISUAL_TOKENS, 2).stream()
            .map(EncoderApplicationTest::parse)
            .collect(
                Collectors.toMap(
                    tokens -> tokens.getAcquisitions(0).getSceneId(), Function.identity()));
    assertThat(results).containsOnlyKeys("good", "video");
    VisualTokens features = results.get("good");
    assertThat(features.getEncoder()).isEqualTo(network.fingerprint());
    FeatureMap expected =
        network.encode(List.of(RgbImage.decode(image.getFrames(0).getPng().toByteArray()))).get(0);
    assertThat(features.getFrames(0).getTokens()).isEqualTo(expected.tokens());
    float[] values = FeatureMaps.unpack(features.getFrames(0));
    for (int i = 0; i < values.length; i++) {
      // bf16 keeps 8 bits.
      assertThat(values[i]).isCloseTo(expected.values()[i], withinBf16(expected.values()[i]));
    }
    assertThat(results.get("video").getFramesCount()).isEqualTo(8);

    ConsumerRecord<String, byte[]> letter =
        topics.read(Topics.deadLetter(Topics.OBSERVATIONS), 1).get(0);
    assertThat(letter.value()).isEqualTo(broken.toByteArray());
    assertThat(header(letter, DeadLetters.REASON)).contains("is no readable image");
    assertThat(header(letter, DeadLetters.SERVICE)).isEqualTo("encoder");
    assertThat(get("/actuator/health")).contains("\"UP\"");
    assertThat(get("/actuator/prometheus"))
        .contains(
            "swath_messages_in_total",
            "swath_messages_out_total",
            "swath_messages_failed_total",
            "swath_batch_size",
            "swath_work_seconds");
  }

  private static org.assertj.core.data.Offset<Float> withinBf16(float value) {
    return org.assertj.core.api.Assertions.within(Math.abs(value) / 256 + 1e-5f);
  }

  private String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static VisualTokens parse(ConsumerRecord<String, byte[]> message) {
    try {
      return VisualTokens.parseFrom(message.value());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
