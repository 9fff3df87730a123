package dev.swath.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.DeadLetters;
import dev.swath.servicekit.KafkaSettings;
import dev.swath.servicekit.Retrying;
import dev.swath.servicekit.StageMetrics;
import dev.swath.servicekit.test.TracesInMemory;
import dev.swath.vlm.FeatureMap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class ChangeTopologyTest {

  private static final int MAX_MESSAGE_BYTES = 50_000;
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path stateDir;

  /** What the network throws for so many pairs at once; null: nothing. */
  private IntFunction<Throwable> fails = pairs -> null;

  private final TracesInMemory tracing = new TracesInMemory();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> input;
  private TestOutputTopic<String, byte[]> output;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start() {
    StreamsBuilder builder = new StreamsBuilder();
    KafkaSettings.Retry retry =
        new KafkaSettings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(1));
    ChangeReport report =
        new ChangeReport(
            "change",
            new StageMetrics(meters),
            tracing.traces(),
            meters,
            new KafkaSettings(
                1, (short) 1, MAX_MESSAGE_BYTES, DataSize.ofMegabytes(64), retry, false, ""),
            Clock.fixed(NOW, ZoneOffset.UTC));
    ChangeTopology.build(
        builder,
        new ChangeTokens(this::fuse),
        new ChangeSettings(4, DataSize.ofMegabytes(8)),
        report,
        new Retrying(retry));
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(builder.build(), properties);
    input =
        driver.createInputTopic(
            Topics.VISUAL_TOKENS, new StringSerializer(), new ByteArraySerializer());
    output = output(Topics.CHANGE_TOKENS);
    deadLetters = output(Topics.deadLetter(Topics.VISUAL_TOKENS));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void aPairHoldsBeforeAfterAndTheFusedFeatures() {
    send(Images.of(1, Images.CAPTION, Images.CHANGE));
    send(Images.of(2, Images.CAPTION, Images.CHANGE));

    VisualTokens pair = pairs().get(0);
    assertThat(pair.getTile()).isEqualTo(Images.TILE);
    assertThat(pair.getKind()).isEqualTo(Kind.PAIR);
    assertThat(Images.scenes(pair)).isEqualTo("scene-1>scene-2");
    assertThat(pair.getEncoder()).isEqualTo("encoder");
    assertThat(FeatureMaps.unpack(pair.getFrames(0))).containsExactly(1, 1);
    assertThat(FeatureMaps.unpack(pair.getFrames(1))).containsExactly(2, 1);
    assertThat(FeatureMaps.unpack(pair.getFused())).containsExactly(1, 0);
    assertThat(pair.getTasksList()).containsExactly(Images.CHANGE);
    assertThat(pair.getStagesMsMap()).containsEntry("encode", 3.0).containsKey("change");
  }

  @Test
  void aPairIsACloudEventWithTheTileAsItsKey() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(2, Images.CHANGE));

    TestRecord<String, byte[]> record = output.readRecord();
    assertThat(record.key()).isEqualTo(Images.TILE);
    assertThat(header(record.headers(), "ce_type")).isEqualTo("dev.swath.change-tokens.v1");
    assertThat(header(record.headers(), "ce_source")).isEqualTo("/swath/change");
    assertThat(header(record.headers(), "ce_id")).isNotBlank();
  }

  @Test
  void aLateSceneIsPairedOnBothSidesAndTheSuccessorsTasksAreAsked() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(3, Images.CHANGE));
    send(Images.of(2, Images.CHANGE.toBuilder().setInstruction("And here?").build()));

    assertThat(pairs())
        .extracting(pair -> Images.scenes(pair) + " " + pair.getTasks(0).getInstruction())
        .containsExactly(
            "scene-1>scene-3 What changed?",
            "scene-1>scene-2 And here?",
            "scene-2>scene-3 What changed?");
  }

  @Test
  void aRepeatedSceneIsCountedAndMakesNoSecondPair() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(2, Images.CHANGE));
    send(Images.of(2, Images.CHANGE));

    assertThat(pairs()).hasSize(1);
    assertThat(unpaired("repeated")).isEqualTo(1);
  }

  @Test
  void tilesDoNotMix() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(2, Images.CHANGE).toBuilder().setTile("12/1/21").build());

    assertThat(pairs()).isEmpty();
  }

  @Test
  void withoutATaskForPairsNothingIsPublishedButTheAcquisitionIsKept() {
    send(Images.of(1, Images.CAPTION));
    send(Images.of(2));
    assertThat(pairs()).isEmpty();

    send(Images.of(3, Images.CHANGE));
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-2>scene-3");
  }

  @Test
  void aQuestionAboutAKnownSceneIsAnsweredWithItsPredecessorAndIsNoNewAcquisition() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(3, Images.CHANGE));
    pairs();

    send(Images.of(3, Images.QUESTION));
    VisualTokens pair = pairs().get(0);
    assertThat(Images.scenes(pair)).isEqualTo("scene-1>scene-3");
    assertThat(pair.getTasksList()).containsExactly(Images.QUESTION);

    send(Images.of(4, Images.QUESTION));
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-3>scene-4");
    send(Images.of(5, Images.CHANGE));
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-3>scene-5");
  }

  @Test
  void aQuestionWithNothingToCompareWithIsADeadLetterThatSaysSo() {
    send(Images.of(1, Images.QUESTION));

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(header(letter.headers(), DeadLetters.REASON))
        .contains("question 'q1'", "no earlier acquisition of tile 12/1/2", "scene-1");
  }

  @Test
  void aQuestionAboutTheImageAloneIsNotOurs() {
    send(Images.of(1, Images.QUESTION.toBuilder().setKind(Kind.IMAGE).build()));

    assertThat(pairs()).isEmpty();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void videosAreLeftAlone() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(2, Images.CHANGE).toBuilder().setKind(Kind.VIDEO).build());

    assertThat(pairs()).isEmpty();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void featuresOfAnotherEncoderAreCountedAndNotPaired() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(2, Images.CHANGE).toBuilder().setEncoder("new").build());
    send(Images.of(3, Images.CHANGE).toBuilder().setEncoder("new").build());

    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-2>scene-3");
    assertThat(unpaired("other_encoder")).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsADeadLetterAndTheStreamGoesOn() {
    send(Images.of(1, Images.CHANGE));
    byte[] garbage = "no protobuf".getBytes(UTF_8);
    input.pipeInput("key", garbage);
    send(Images.of(2, Images.CHANGE));

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("key");
    assertThat(letter.value()).isEqualTo(garbage);
    assertThat(header(letter.headers(), DeadLetters.REASON)).contains("not the protobuf message");
    assertThat(header(letter.headers(), DeadLetters.SERVICE)).isEqualTo("change");
    assertThat(header(letter.headers(), DeadLetters.TOPIC)).isEqualTo(Topics.VISUAL_TOKENS);
    assertThat(header(letter.headers(), DeadLetters.OFFSET)).isEqualTo("1");
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-1>scene-2");
  }

  @Test
  void featuresThatDoNotFitTogetherAreADeadLetterAndTheStreamGoesOn() {
    send(Images.of(1, Images.CHANGE));
    send(Images.random(2, 3, 5, Images.CHANGE));
    send(Images.random(3, 3, 5, Images.CHANGE));

    assertThat(header(deadLetters.readRecord().headers(), DeadLetters.REASON))
        .contains("could not be fused");
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-2>scene-3");
  }

  @Test
  void messagesThatContradictThemselvesAreDeadLetters() {
    VisualTokens image = Images.of(1, Images.CHANGE);
    for (VisualTokens wrong :
        List.of(
            image.toBuilder().setKind(Kind.PAIR).build(),
            image.toBuilder().clearFrames().build(),
            image.toBuilder().clearAcquisitions().build(),
            image.toBuilder().clearEncoder().build(),
            image.toBuilder().setTile("nowhere").build(),
            image.toBuilder().setFrames(0, image.getFrames(0).toBuilder().setTokens(99)).build())) {
      send(wrong);
    }

    assertThat(deadLetters.readRecordsToList()).hasSize(6);
  }

  @Test
  void pairsThatMemoryIsTooSmallForTogetherAreFusedOneByOne() {
    send(Images.of(1, Images.CHANGE));
    send(Images.of(3, Images.CHANGE));
    fails = batch -> batch > 1 ? new OutOfMemoryError("Java heap space") : null;
    send(Images.of(2, Images.CHANGE));

    assertThat(pairs())
        .extracting(Images::scenes)
        .containsExactly("scene-1>scene-3", "scene-1>scene-2", "scene-2>scene-3");
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void aPairThatCannotBeFusedNowIsTriedAgainAndIfReplayedLaterIsMadeThen() {
    send(Images.of(1, Images.CHANGE));
    fails = batch -> new IllegalStateException("no device");
    send(Images.of(2, Images.CHANGE));

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(header(letter.headers(), DeadLetters.REASON))
        .isEqualTo("IllegalStateException: no device");
    assertThat(header(letter.headers(), DeadLetters.ATTEMPTS)).isEqualTo("3");
    assertThat(letter.getRecordTime()).isEqualTo(NOW);
    assertThat(pairs()).isEmpty();

    fails = batch -> null;
    input.pipeInput(letter.key(), letter.value());
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-1>scene-2");
  }

  @Test
  void aPairThatIsTooLargeIsADeadLetterThatNamesTheSettingAndTheStreamGoesOn() {
    // An image of 20 kB fits, a pair holds three such maps.
    send(Images.random(1, 100, 100, Images.CHANGE));
    send(Images.random(2, 100, 100, Images.CHANGE));
    send(Images.of(3, Images.CHANGE).toBuilder().setTile("12/1/3").build());
    send(Images.of(4, Images.CHANGE).toBuilder().setTile("12/1/3").build());

    assertThat(header(deadLetters.readRecord().headers(), DeadLetters.REASON))
        .contains("'change-tokens'", "swath.kafka.max-message-bytes=" + MAX_MESSAGE_BYTES);
    assertThat(pairs()).extracting(Images::scenes).containsExactly("scene-3>scene-4");
  }

  @Test
  void aPairIsOfTheTraceOfItsNewerSceneAlsoWhenTheOlderOneComesLate() {
    for (int scene : new int[] {1, 3, 2}) {
      send(scene, Images.of(scene, Images.CHANGE));
    }

    List<TestRecord<String, byte[]>> records = output.readRecordsToList();
    assertThat(records)
        .extracting(record -> header(record.headers(), "traceparent").split("-")[1])
        .containsExactly(trace(3), trace(2), trace(3));
    assertThat(tracing.spans())
        .filteredOn(span -> span.getName().equals("pair"))
        .extracting(span -> span.getLinks().get(0).getSpanContext().getTraceId())
        .containsExactly(trace(1), trace(1), trace(2));
    assertThat(records).allMatch(record -> parse(record.value()).getTraceparent().isEmpty());
  }

  @Test
  void aDeadLetterNamesItsTrace() {
    send(7, Images.of(1, Images.QUESTION));

    assertThat(header(deadLetters.readRecord().headers(), DeadLetters.TRACE)).isEqualTo(trace(7));
  }

  private void send(int trace, VisualTokens tokens) {
    Headers headers = new RecordHeaders();
    String traceparent = "00-" + trace(trace) + "-00f067aa0ba902b7-01";
    headers.add("traceparent", traceparent.getBytes(UTF_8));
    input.pipeInput(new TestRecord<>(tokens.getTile(), tokens.toByteArray(), headers));
  }

  private static String trace(int number) {
    return Integer.toString(number).repeat(32);
  }

  private List<FeatureMap> fuse(List<FeatureMap> before, List<FeatureMap> after) {
    Throwable failure = fails.apply(before.size());
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return subtract(before, after);
  }

  private static List<FeatureMap> subtract(List<FeatureMap> before, List<FeatureMap> after) {
    List<FeatureMap> fused = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).width() != after.get(i).width()) {
        throw new IllegalArgumentException("widths differ");
      }
      float[] values = after.get(i).values().clone();
      for (int j = 0; j < values.length; j++) {
        values[j] -= before.get(i).values()[j];
      }
      fused.add(new FeatureMap(after.get(i).tokens(), after.get(i).width(), values));
    }
    return fused;
  }

  private void send(VisualTokens tokens) {
    input.pipeInput(tokens.getTile(), tokens.toByteArray());
  }

  private List<VisualTokens> pairs() {
    return output.readValuesToList().stream().map(ChangeTopologyTest::parse).toList();
  }

  private static VisualTokens parse(byte[] value) {
    try {
      return VisualTokens.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private double unpaired(String reason) {
    return meters.get("swath.change.unpaired").tag("reason", reason).counter().count();
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
