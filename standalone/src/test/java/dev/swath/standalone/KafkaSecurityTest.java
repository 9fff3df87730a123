package dev.swath.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.swath.contracts.Answer;
import dev.swath.contracts.Role;
import dev.swath.contracts.Topics;
import dev.swath.lab.scenes.SampleScenes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Swath on a Kafka that asks for TLS and a login and allows nothing by itself. The rights that
 * {@code ./swath acl} gives are enough for everybody's work, and for no more.
 */
class KafkaSecurityTest {

  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";
  private static final String NOBODY = "nobody";

  @TempDir static Path data;
  @TempDir Path folder;
  private static SecureKafka kafka;

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startKafkaAndGiveRights() throws Exception {
    // What is logged is looked at: Spring must not set it up anew.
    System.setProperty(LOGGING, "none");
    List<String> users = new ArrayList<>(List.of(NOBODY));
    Arrays.stream(Role.values()).map(Role::title).forEach(users::add);
    kafka = SecureKafka.start(data, users);
    String admin = "--kafka-config=" + kafka.clientFile(SecureKafka.ADMIN);
    assertThat(SwathCommand.execute("acl", admin)).isZero();
    String maker = "--kafka-config=" + kafka.clientFile(Role.TOPIC_MAKER.title());
    assertThat(SwathCommand.execute("topics", "--partitions=2", maker)).isZero();
    // The second time, they are there and keep their limits.
    assertThat(SwathCommand.execute("topics", "--partitions=2", maker)).isZero();
  }

  @AfterAll
  static void stopKafka() {
    System.clearProperty(LOGGING);
    kafka.close();
  }

  @BeforeEach
  void listenToTheLog() {
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(logged);
  }

  @Test
  void aSceneBecomesAnswersWithEveryServiceAsItselfAndNoSecretInTheLog() throws Exception {
    Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Logger spring = (Logger) LoggerFactory.getLogger("org.springframework.kafka");
    clients.setLevel(Level.INFO);
    spring.setLevel(Level.DEBUG);
    SampleScenes.write(folder.resolve("scenes"));
    try (SecureServices services = SecureServices.start(kafka, folder)) {
      send(
          Role.GROUND_STATION, Topics.SCENES, scene("2025-05-10"), scene("2025-06-09"), "no scene");
      send(
          Role.GROUND_STATION,
          Topics.QUESTIONS,
          "{\"id\": \"q\", \"scene\": \"made-up-2025-06-09\", \"question\": \"Is there water?\"}");
      List<Answer> answers = new ArrayList<>();
      try (var consumer = consumer(Role.ANSWER_READER, Map.of("group.id", "swath-answers-test"))) {
        consumer.subscribe(List.of(Topics.ANSWERS));
        await()
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> {
                  consumer
                      .poll(Duration.ofMillis(200))
                      .forEach(m -> answers.add(Answer.parse(m.value())));
                  return tasks(answers).containsAll(Set.of("caption", "change"))
                      && answers.stream()
                          .anyMatch(a -> "q".equals(a.data().properties().requestId()));
                });
        consumer.commitSync();
      }
      String operator = "--kafka-config=" + kafka.clientFile(Role.DEAD_LETTER_OPERATOR.title());
      assertThat(run("dlt", "list", operator)).isZero();
      assertThat(out.toString()).contains(Topics.deadLetter(Topics.SCENES), "by ingest");
      assertThat(run("dlt", "replay", "--all", "--yes", operator)).isZero();
      assertThat(lagGroups()).contains("swath-encoder", "swath-llm");
      assertThat(services.running()).isEqualTo(5);
    } finally {
      clients.setLevel(null);
      spring.setLevel(null);
    }
    List<String> lines = logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"));
    assertThat(lines).noneMatch(line -> line.contains("pw-of-") || line.contains("store-s3cret"));
  }

  @ParameterizedTest
  @CsvSource({
    "ENCODER,answers",
    "INGEST,visual-tokens",
    "PROMPT_AUGMENT,scenes.DLT",
    "LLM,prompts",
    "GROUND_STATION,observations",
    "DEAD_LETTER_OPERATOR,answers"
  })
  void nobodyWritesAnothersTopic(Role role, String topic) {
    assertThatThrownBy(() -> send(role, topic, "forged"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aReaderOfAnswersReadsNothingElse() {
    try (var consumer = consumer(Role.ANSWER_READER, Map.of())) {
      consumer.assign(List.of(new TopicPartition(Topics.OBSERVATIONS, 0)));
      consumer.seek(new TopicPartition(Topics.OBSERVATIONS, 0), 0);
      assertThatThrownBy(
              () -> await().until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty()))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Service.class,
      names = {"ENCODER", "CHANGE"})
  void aWrongPasswordStopsTheStartAndNamesTheProperty(Service service) {
    Map<String, String> properties = SecureServices.properties(service, kafka, folder);
    properties.putAll(kafka.spring(service.title(), "wr0ng-pw"));

    assertThat(refused(service, properties))
        .contains("Kafka refused the login", "spring.kafka.properties.sasl.jaas.config")
        .doesNotContain("wr0ng-pw");
  }

  @Test
  void anUntrustedCertificateStopsTheStartAndNamesTheProperty() {
    Map<String, String> properties = SecureServices.properties(Service.ENCODER, kafka, folder);
    properties.put(
        "spring.kafka.ssl.trust-store-location", kafka.strangersCertificate().toUri().toString());

    assertThat(refused(Service.ENCODER, properties))
        .contains("The TLS handshake with Kafka failed", "spring.kafka.ssl.trust-store-");
  }

  @Test
  void aTrustStoreThatIsNotThereStopsTheStart() {
    Map<String, String> properties = SecureServices.properties(Service.ENCODER, kafka, folder);
    properties.put("spring.kafka.ssl.trust-store-location", "file:" + folder.resolve("absent.pem"));

    assertThat(refused(Service.ENCODER, properties)).contains("absent.pem", "spring.kafka.ssl.");
  }

  @Test
  void withoutTlsTheStartEndsWithAHintAtTheProtocol() {
    Map<String, String> properties = SecureServices.properties(Service.ENCODER, kafka, folder);
    properties.put("spring.kafka.security.protocol", "PLAINTEXT");
    properties.put("spring.kafka.admin.properties.default.api.timeout.ms", "2000");
    properties.put("spring.kafka.admin.properties.request.timeout.ms", "1000");

    assertThat(refused(Service.ENCODER, properties)).contains("spring.kafka.security.protocol");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aServiceWithoutRightsStopsAndSaysWhichItLacks(boolean makesTopics) {
    Map<String, String> properties = SecureServices.properties(Service.ENCODER, kafka, folder);
    properties.putAll(kafka.spring(NOBODY, SecureKafka.password(NOBODY)));
    properties.put("spring.kafka.admin.auto-create", Boolean.toString(makesTopics));

    assertThat(refused(Service.ENCODER, properties))
        .contains("Kafka does not let this service", "./swath acl")
        .contains(makesTopics ? "spring.kafka.admin.auto-create" : "Read of topic 'observations'");
  }

  @Test
  void theDemoRunsOnAKafkaWithALogin() throws Exception {
    SampleScenes.write(folder.resolve("all"));
    Files.createDirectory(folder.resolve("one"));
    for (String file : List.of("2025-05-10.json", "2025-05-10.tif")) {
      Files.copy(folder.resolve("all").resolve(file), folder.resolve("one").resolve(file));
    }
    assertThat(
            run(
                "demo",
                "--once",
                "--port=0",
                "--kafka-config=" + kafka.clientFile(SecureKafka.ADMIN),
                "--model=../vlm/src/test/resources/golden/vila-tiny",
                "--scenes=" + folder.resolve("one"),
                "--data-dir=" + folder.resolve("data"),
                "--out=" + folder.resolve("answers.jsonl"),
                "--set=swath.prompt-augment.clues.enabled=false",
                "--set=swath.llm.max-tokens=4"))
        .as(err.toString())
        .isZero();
    assertThat(Files.readAllLines(folder.resolve("answers.jsonl"))).isNotEmpty();
  }

  @Test
  void thePrintedCommandsGiveTheSameRights() throws Exception {
    // Of every kind of right; each command is a login of its own.
    List<Role> roles = List.of(Role.CHANGE, Role.LLM, Role.ANSWER_READER);
    List<String> arguments = new ArrayList<>(List.of("acl"));
    for (Role role : roles) {
      arguments.add("--role=" + role.title());
      arguments.add("--user=" + role.title() + "=User:printed, " + role.title());
    }
    assertThat(run(arguments.toArray(String[]::new))).isZero();
    String config = kafka.clientFile(SecureKafka.ADMIN).toString();

    for (String line : out.toString().lines().filter(l -> !l.startsWith("#")).toList()) {
      AclCommand.main(words(line, config));
    }

    for (Role role : roles) {
      assertThat(rights("User:printed, " + role.title()))
          .isEqualTo(rights("User:" + role.title()))
          .isNotEmpty();
    }
  }

  @Test
  void aRoleThatIsNotThereIsRefusedWithTheOnesThatAre() {
    assertThat(run("acl", "--role=encoder")).isEqualTo(2);
    assertThat(err.toString()).contains("no role 'encoder'", "encoder-service, change-service");
  }

  @Test
  void aCommandThatMayNotLogInSaysSoWithoutThePassword() throws Exception {
    Path file = kafka.clientFile(NOBODY);
    Files.writeString(
        file, Files.readString(file).replace(SecureKafka.password(NOBODY), "wr0ng-pw"));

    assertThat(run("acl", "--kafka-config=" + file)).isEqualTo(1);

    assertThat(err.toString()).contains("--kafka-config").doesNotContain("wr0ng-pw");
  }

  /** What a service that does not start has logged. */
  private String refused(Service service, Map<String, String> properties) {
    assertThatThrownBy(() -> SecureServices.run(service, properties).close())
        .isInstanceOf(RuntimeException.class);
    String text =
        logged.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .collect(Collectors.joining("\n"));
    assertThat(text).contains("APPLICATION FAILED TO START");
    return text;
  }

  private String scene(String date) throws Exception {
    Path file = folder.resolve("scenes").resolve(date + ".json");
    return Files.readString(file).replace("\"./", "\"" + folder.resolve("scenes").toUri());
  }

  private static void send(Role role, String topic, String... values) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            kafka.client(role.title()), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, 0, "key", value)).get();
      }
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(Role role, Map<String, Object> more) {
    Map<String, Object> config = kafka.client(role.title());
    config.put("auto.offset.reset", "earliest");
    config.putAll(more);
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static Set<String> tasks(List<Answer> answers) {
    return answers.stream().map(a -> a.data().properties().task()).collect(Collectors.toSet());
  }

  /** The groups whose offsets a reader of lags sees. */
  private static List<String> lagGroups() throws Exception {
    List<String> groups = new ArrayList<>();
    try (Admin admin = Admin.create(kafka.client(Role.LAG_READER.title()))) {
      for (Topics.Topic topic : Topics.all()) {
        for (String group : topic.traffic().groups()) {
          if (offsets(admin, group) > 0) {
            groups.add(group);
          }
        }
      }
    }
    return groups;
  }

  /** Partitions in which a group has an offset. */
  private static int offsets(Admin admin, String group) throws Exception {
    return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().size();
  }

  /** Without the principal, so that those of two can be compared. */
  private static Set<String> rights(String principal) throws Exception {
    AccessControlEntryFilter ofPrincipal =
        new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY);
    try (Admin admin = Admin.create(kafka.client(SecureKafka.ADMIN))) {
      return admin
          .describeAcls(new AclBindingFilter(ResourcePatternFilter.ANY, ofPrincipal))
          .values()
          .get()
          .stream()
          .map(acl -> acl.pattern() + " " + acl.entry().operation() + " " + acl.entry().host())
          .collect(Collectors.toSet());
    }
  }

  /** As a shell would split it, for a line without escapes. */
  private static String[] words(String line, String config) {
    List<String> words = new ArrayList<>();
    String[] parts = line.split("'");
    for (int i = 0; i < parts.length; i++) {
      words.addAll(i % 2 == 1 ? List.of(parts[i]) : List.of(parts[i].strip().split(" ")));
    }
    words.replaceAll(w -> w.equals("HOST:PORT") ? kafka.bootstrapServers() : w);
    words.replaceAll(w -> w.equals("admin.properties") ? config : w);
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  private int run(String... arguments) {
    return SwathCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
