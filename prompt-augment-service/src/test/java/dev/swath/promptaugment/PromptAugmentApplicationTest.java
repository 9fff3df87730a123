package dev.swath.promptaugment;

import static dev.swath.servicekit.test.TopicReader.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Event;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Prompts;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.test.TopicReader;
import dev.swath.vlm.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
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
      "swath.model.path=" + PromptAugmentApplicationTest.MODEL,
      "swath.prompt-augment.clues.max-tokens=8",
      "swath.kafka.partitions=1"
    })
@EmbeddedKafka(
    bootstrapServersProperty = "spring.kafka.bootstrap-servers",
    brokerProperties = {
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1"
    })
class PromptAugmentApplicationTest {
  static final String MODEL = "../vlm/src/test/resources/golden/vila-tiny";

  @Autowired KafkaTemplate<String, byte[]> kafka;
  @Autowired ConsumerFactory<String, byte[]> consumers;

  private final ModelFolder folder = ModelFolder.open(Path.of(MODEL));
  private final Random random = new Random(1);

  @Test
  void imagesAndPairsBecomePromptsWithAClueAndABrokenOneADeadLetter() throws Exception {
    Task caption = task("caption", Kind.IMAGE);
    Task change = task("change", Kind.PAIR);
    VisualTokens unasked = image(change);
    VisualTokens image = image(caption, change);
    VisualTokens broken = image.toBuilder().clearFrames().build();
    VisualTokens pair =
        image(caption, change).toBuilder()
            .setKind(Kind.PAIR)
            .addAcquisitions(Acquisition.newBuilder().setSceneId("later").setAcquiredMs(2))
            .addFrames(map())
            .setFused(map())
            .build();
    for (VisualTokens tokens : List.of(unasked, broken, image, pair)) {
      Event event = Event.of(tokens);
      kafka.send(event.topic(), event.key(), event.payload()).join();
    }

    TopicReader topics = new TopicReader(consumers);
    List<Prompts> prompts =
        topics.read(Topics.PROMPTS, 2).stream().map(PromptAugmentApplicationTest::parse).toList();
    Prompts ofImage = ofKind(prompts, Kind.IMAGE);
    assertThat(ofImage.getTasksList()).extracting(t -> t.getTask()).containsExactly(caption);
    assertThat(ofImage.getImagesList()).isEqualTo(image.getFramesList());
    Prompts ofPair = ofKind(prompts, Kind.PAIR);
    assertThat(ofPair.getTasksList()).extracting(t -> t.getTask()).containsExactly(change);
    assertThat(ofPair.getImagesList()).containsExactly(pair.getFused());
    assertThat(prompts).allSatisfy(p -> assertThat(p.getStagesMsMap()).containsKey("clue"));
    assertThat(prompts).allSatisfy(p -> assertThat(p.getClue()).isNotEmpty());

    ConsumerRecord<String, byte[]> letter =
        topics.read(Topics.deadLetter(Topics.VISUAL_TOKENS), 1).get(0);
    assertThat(header(letter, DeadLetters.REASON)).contains("an image has one frame");
    assertThat(prompts).hasSize(2);
  }

  private static Prompts ofKind(List<Prompts> prompts, Kind kind) {
    return prompts.stream().filter(p -> p.getKind() == kind).findFirst().orElseThrow();
  }

  private VisualTokens image(Task... tasks) {
    return VisualTokens.newBuilder()
        .setTile("12/1197/2145")
        .setKind(Kind.IMAGE)
        .addAcquisitions(Acquisition.newBuilder().setSceneId("scene").setAcquiredMs(1))
        .setEncoder(folder.encoderFingerprint())
        .addFrames(map())
        .addAllTasks(List.of(tasks))
        .build();
  }

  private FeatureMap map() {
    int tokens = folder.config().vision().tokens();
    int width = folder.config().vision().width();
    float[] values = new float[tokens * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return FeatureMaps.pack(values, tokens, width, FeatureMap.Encoding.BF16);
  }

  private static Task task(String name, Kind kind) {
    return Task.newBuilder().setName(name).setKind(kind).setInstruction("Say it.").build();
  }

  private static Prompts parse(ConsumerRecord<String, byte[]> message) {
    try {
      return Prompts.parseFrom(message.value());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
