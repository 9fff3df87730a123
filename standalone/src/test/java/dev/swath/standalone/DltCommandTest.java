package dev.swath.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.swath.contracts.Event;
import dev.swath.contracts.FeatureMaps;
import dev.swath.contracts.Topics;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.FeatureMap;
import dev.swath.contracts.v1.Frame;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.VisualTokens;
import dev.swath.servicekit.BadInputException;
import dev.swath.servicekit.DeadLetters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./swath dlt} as a user calls it, on a real broker. */
class DltCommandTest {

  private static final String OBSERVATIONS = Topics.deadLetter(Topics.OBSERVATIONS);
  private static final String SCENES = Topics.deadLetter(Topics.SCENES);
  private static final String TOKENS = Topics.deadLetter(Topics.VISUAL_TOKENS);
  private static final String SECRET = "s3cr3t-w0rd";

  @TempDir static Path data;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, byte[]> producer;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final InputStream input = System.in;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(data.resolve("kafka"), 0);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopKafka() {
    producer.close();
    kafka.close();
  }

  /** Each test has the topics for itself. */
  @BeforeEach
  void makeTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<NewTopic> topics = new ArrayList<>();
      for (String topic : List.of(Topics.OBSERVATIONS, OBSERVATIONS, SCENES, TOKENS)) {
        topics.add(new NewTopic(topic, 2, (short) 1));
      }
      admin.createTopics(topics).all().get();
    }
  }

  @AfterEach
  void removeTopics() throws Exception {
    System.setIn(input);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
    }
  }

  @Test
  void withoutDeadLettersThereIsNothingToTell() {
    assertThat(dlt("list")).isZero();
    assertThat(out.toString()).isEqualTo("No dead letters.%n".formatted());
  }

  @Test
  void theListTellsTopicsCountsServicesAndTheNewestReason() throws Exception {
    letter(OBSERVATIONS, "k1", observation(1), "encoder", "the older reason");
    letter(OBSERVATIONS, "k2", observation(2), "encoder", "the newer\nreason");
    letter(TOKENS, "k", new byte[] {1}, "change", "one");
    letter(TOKENS, "k", new byte[] {1}, "prompt-augment", "two");

    assertThat(dlt("list")).isZero();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(OBSERVATIONS)
                    .contains(" 2  newest 2", "by encoder: the newer reason"),
            line -> assertThat(line).startsWith(TOKENS).contains("by change, prompt-augment: two"),
            line -> assertThat(line).isEqualTo("4 dead letters on 2 topics."));
  }

  @Test
  void theListCanBeNarrowedAndTellEachOne() throws Exception {
    RecordMetadata first = letter(OBSERVATIONS, "k1", observation(1), "encoder", "No Readable PNG");
    letter(OBSERVATIONS, "k2", observation(2), "encoder", "another tile");
    letter(TOKENS, "k", new byte[] {1}, "change", "no readable tokens");

    assertThat(dlt("list", "--each", "--topic=observations", "--reason=no readable")).isZero();
    assertThat(out.toString().lines())
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(place(first))
                    .contains("by encoder after 1 tries: No Readable PNG"));
  }

  @Test
  void theListCanBeginAtATime() throws Exception {
    letter(
        OBSERVATIONS,
        "k1",
        observation(1),
        "encoder",
        "long ago",
        Instant.now().minus(Duration.ofHours(2)));
    letter(OBSERVATIONS, "k2", observation(2), "encoder", "just now");

    assertThat(dlt("list", "--since=1h")).isZero();
    assertThat(out.toString()).contains(" 1  newest", "just now").doesNotContain("long ago");
    assertThat(dlt("list", "--since=2100-01-01T00:00:00Z")).isZero();
    assertThat(out.toString()).endsWith("No dead letters.%n".formatted());
  }

  @Test
  void anObservationIsShownWithoutItsImage() throws Exception {
    RecordMetadata at = letter(OBSERVATIONS, "12/1/2", observation(1), "encoder", "no image");

    assertThat(dlt("show", place(at))).isZero();

    assertThat(out.toString())
        .contains(
            "reason     no image",
            "exception  " + BadInputException.class.getName(),
            "service    encoder",
            "tries      1",
            "was at     observations, partition 1, offset 7",
            "key        12/1/2",
            "header     ce_id: ",
            "# Observation, ",
            "tile: \"12/1/2\"",
            "scene_id: \"scene-1\"",
            "png: \"<5 bytes>\"")
        .doesNotContain("swath-dlt-");
  }

  @Test
  void tokensAreShownWithoutTheirTensors() throws Exception {
    VisualTokens tokens =
        VisualTokens.newBuilder()
            .setTile("12/1/2")
            .addFrames(
                FeatureMaps.pack(new float[3000], 30, 100, FeatureMap.Encoding.INT8).toBuilder())
            .build();
    RecordMetadata at = letter(TOKENS, "12/1/2", tokens.toByteArray(), "change", "too old");

    assertThat(dlt("show", place(at))).isZero();

    assertThat(out.toString())
        .contains("tokens: 30", "width: 100", "encoding: INT8", "data: \"<3000 bytes>\"")
        .doesNotContain("scales");
  }

  @Test
  void whatCannotBeReadIsShownAsItsBeginning() throws Exception {
    byte[] garbage = new byte[1000];
    garbage[0] = -1;
    RecordMetadata at = letter(OBSERVATIONS, null, garbage, "encoder", "not the message");

    assertThat(dlt("show", place(at))).isZero();

    assertThat(out.toString())
        .contains("key        (none)", "Not the protobuf message", "1000 bytes: ff 00 00", "...");
    assertThat(out.toString()).hasSizeLessThan(2000);
  }

  @Test
  void jsonIsShownWithIndentsAndWithoutCredentials() throws Exception {
    String item =
        """
        {"id": "scene", "token": "%1$s", "assets": {"image": {"href":
          "https://me:%1$s@store.example/a.tif?X-Amz-Date=1&X-Amz-Signature=%1$s&sig=%1$s"}}}
        """
            .formatted(SECRET);
    ProducerRecord<String, byte[]> message =
        message(
            SCENES,
            "scene",
            item.getBytes(UTF_8),
            "ingest",
            "https://store.example/a.tif?token=%s gave 404".formatted(SECRET),
            Instant.now());
    message.headers().add("Authorization", SECRET.getBytes(UTF_8));
    RecordMetadata at = producer.send(message).get();

    assertThat(dlt("show", place(at))).isZero();
    assertThat(dlt("list")).isZero();

    assertThat(out.toString())
        .contains(
            "  \"id\" : \"scene\"",
            "https://***@store.example/a.tif?X-Amz-Date=1&X-Amz-Signature=***&sig=***",
            "a.tif?token=*** gave 404",
            "Authorization: ***")
        .doesNotContain(SECRET);
  }

  @Test
  void aReplayPutsTheMessageBackAsItWasAndCounts() throws Exception {
    byte[] value = observation(1);
    RecordMetadata at = letter(OBSERVATIONS, "12/1/2", value, "encoder", "the model was missing");

    assertThat(dlt("replay", place(at), "--yes")).isZero();

    assertThat(out.toString()).contains(place(at) + " -> observations:", "1 of 1 dead letters");
    ConsumerRecord<String, byte[]> back = read(Topics.OBSERVATIONS).get(0);
    assertThat(back.key()).isEqualTo("12/1/2");
    assertThat(back.value()).isEqualTo(value);
    assertThat(back.headers())
        .extracting(Header::key)
        .containsExactly(
            "content-type",
            "ce_specversion",
            "ce_id",
            "ce_type",
            "ce_source",
            "ce_subject",
            "ce_time",
            DeadLetters.REPLAYED);
    assertThat(header(back, "ce_id")).isEqualTo(Event.of(Observation.parseFrom(value)).id());
    assertThat(header(back, DeadLetters.REPLAYED)).isEqualTo("1");
  }

  @Test
  void aLetterThatHadBeenReplayedBeforeCountsOn() throws Exception {
    ProducerRecord<String, byte[]> again =
        message(OBSERVATIONS, "k", observation(1), "encoder", "still missing", Instant.now());
    again.headers().add(DeadLetters.REPLAYED, "1".getBytes(UTF_8));
    RecordMetadata at = producer.send(again).get();

    assertThat(dlt("list", "--each")).isZero();
    assertThat(out.toString()).contains("replayed 1 times");
    assertThat(dlt("replay", place(at), "--yes")).isZero();
    assertThat(header(read(Topics.OBSERVATIONS).get(0), DeadLetters.REPLAYED)).isEqualTo("2");
  }

  @Test
  void aReplayTakesWhatTheFilterChoosesAndAsksFirst() throws Exception {
    letter(OBSERVATIONS, "k1", observation(1), "encoder", "no device");
    letter(OBSERVATIONS, "k2", observation(2), "encoder", "no image");
    letter(OBSERVATIONS, "k3", observation(3), "encoder", "no device");

    assertThat(typing("no%n", "replay", "--reason=no device")).isEqualTo(1);
    assertThat(err.toString())
        .contains("2 to observations", "Replay 2 dead letters? [y/N]", "Nothing was replayed.");
    assertThat(typing("", "replay", "--reason=no device")).isEqualTo(1);
    assertThat(read(Topics.OBSERVATIONS)).isEmpty();

    assertThat(typing("y%n", "replay", "--reason=no device")).isZero();
    assertThat(out.toString()).contains("2 of 2 dead letters went back.");
    assertThat(read(Topics.OBSERVATIONS))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("k1", "k3");
  }

  @Test
  void aLetterFromNowhereIsRefusedAndTheOthersGoBack() throws Exception {
    letter(OBSERVATIONS, "k1", observation(1), "encoder", "fine");
    ProducerRecord<String, byte[]> odd = new ProducerRecord<>(OBSERVATIONS, "k2", observation(2));
    odd.headers().add(DeadLetters.TOPIC, "payments".getBytes(UTF_8));
    producer.send(odd).get();

    assertThat(dlt("replay", "--all", "--yes")).isEqualTo(1);

    assertThat(err.toString()).contains("'payments', which is no topic of Swath's");
    assertThat(out.toString()).contains("1 of 2 dead letters went back.");
    assertThat(read(Topics.OBSERVATIONS)).extracting(ConsumerRecord::key).containsExactly("k1");
  }

  @Test
  void aWrongCommandLineIsExplained() {
    assertThat(dlt("replay", "--yes")).isEqualTo(2);
    assertThat(err.toString()).contains("Say which dead letters");
    assertThat(dlt("show", "observations.DLT/1")).isEqualTo(2);
    assertThat(err.toString()).contains("is not TOPIC:PARTITION:OFFSET");
    assertThat(dlt("list", "--since=yesterday")).isEqualTo(2);
    assertThat(err.toString()).contains("'yesterday' is neither a time");
  }

  @Test
  void whatIsNotThereIsNamedWithWhatIs() {
    assertThat(dlt("list", "--topic=answers")).isEqualTo(1);
    assertThat(err.toString())
        .contains("no dead-letter topic answers.DLT; there are [" + SCENES + ", " + OBSERVATIONS);
    assertThat(dlt("show", OBSERVATIONS + ":9:0")).isEqualTo(1);
    assertThat(err.toString()).contains("observations.DLT has the partitions 0 to 1");
    assertThat(dlt("show", OBSERVATIONS + ":0:99")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no dead letter at observations.DLT:0:99");
    assertThat(dlt("replay", OBSERVATIONS + ":0:99", "--yes")).isEqualTo(1);
  }

  @Test
  void withoutAnAddressTheEmbeddedKafkaOfTheDataFolderIsAsked(@TempDir Path empty) {
    assertThat(run("dlt", "list", "--data-dir=" + data)).isZero();
    assertThat(run("dlt", "list", "--data-dir=" + empty)).isEqualTo(2);
    assertThat(err.toString()).contains("Say --bootstrap HOST:PORT");
  }

  @Test
  void theClientsTakeTheirConfigurationFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=" + kafka.bootstrapServers());
    assertThat(run("dlt", "list", "--kafka-config=" + file)).isZero();
    assertThat(run("dlt", "list", "--kafka-config=" + folder.resolve("absent"))).isEqualTo(1);
    assertThat(err.toString()).contains("there is no file " + folder.resolve("absent"));
  }

  @Test
  void aKafkaThatIsNotThereIsNamedAndNoSecretOfTheConfigurationIs(@TempDir Path folder)
      throws IOException {
    for (String login :
        List.of(
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\""
                + " password=\""
                + SECRET
                + "\";",
            "org.apache.kafka.common.security.plain.PlainLoginModule " + SECRET + ";")) {
      Path file = folder.resolve("client.properties");
      Files.writeString(
          file,
          """
          security.protocol=SASL_PLAINTEXT
          sasl.mechanism=PLAIN
          sasl.jaas.config=%s
          default.api.timeout.ms=2000
          request.timeout.ms=1000
          """
              .formatted(login));

      assertThat(run("dlt", "list", "--bootstrap=127.0.0.1:1", "--kafka-config=" + file))
          .isEqualTo(1);
    }
    assertThat(err.toString())
        .contains("swath: Kafka at 127.0.0.1:1: ", "See --bootstrap, --kafka-config.")
        .doesNotContain(SECRET);
    assertThat(out.toString()).doesNotContain(SECRET);
  }

  private int dlt(String command, String... arguments) {
    return typing("", command, arguments);
  }

  private int typing(String typed, String command, String... arguments) {
    System.setIn(new ByteArrayInputStream(typed.formatted().getBytes(UTF_8)));
    List<String> all = new ArrayList<>(List.of("dlt", command));
    all.addAll(List.of(arguments));
    all.add("--bootstrap=" + kafka.bootstrapServers());
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine swath = SwathCommand.commandLine();
    swath.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return swath.execute(arguments);
  }

  private static RecordMetadata letter(
      String topic, String key, byte[] value, String service, String reason) throws Exception {
    return letter(topic, key, value, service, reason, Instant.now());
  }

  private static RecordMetadata letter(
      String topic, String key, byte[] value, String service, String reason, Instant time)
      throws Exception {
    return producer.send(message(topic, key, value, service, reason, time)).get();
  }

  /** As a service publishes it; an observation with the headers that it had before. */
  private static ProducerRecord<String, byte[]> message(
      String topic, String key, byte[] value, String service, String reason, Instant time)
      throws IOException {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(topic, null, time.toEpochMilli(), key, value);
    if (topic.equals(OBSERVATIONS) && value[0] > 0) {
      Event.of(Observation.parseFrom(value))
          .headers("/swath/ingest", time)
          .forEach((name, text) -> message.headers().add(name, text.getBytes(UTF_8)));
    }
    DeadLetters.headers(
            new DeadLetters.Origin(Topics.original(topic), 1, 7),
            service,
            new BadInputException(reason),
            1,
            time,
            null)
        .forEach(message.headers()::add);
    return message;
  }

  private static byte[] observation(int scene) {
    return Observation.newBuilder()
        .setTile("12/1/2")
        .setKind(Kind.IMAGE)
        .setAcquisition(Acquisition.newBuilder().setSceneId("scene-" + scene))
        .addFrames(Frame.newBuilder().setPng(ByteString.copyFromUtf8("image")))
        .build()
        .toByteArray();
  }

  private static String place(RecordMetadata at) {
    return "%s:%d:%d".formatted(at.topic(), at.partition(), at.offset());
  }

  private static String header(ConsumerRecord<?, ?> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic) {
    return WholeTopic.read(kafka.bootstrapServers(), topic);
  }
}
