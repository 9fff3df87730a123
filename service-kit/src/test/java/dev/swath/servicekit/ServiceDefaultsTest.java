package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.mock.env.MockEnvironment;

class ServiceDefaultsTest {

  private static final String SAMPLING = "management.tracing.sampling.probability";

  private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  private final MockEnvironment environment = new MockEnvironment();

  @Test
  void everySizeFollowsFromTheLargestMessage() {
    environment.setProperty("swath.kafka.max-message-bytes", "1000000");

    KafkaProperties kafka = bind();

    String request = Integer.toString(1_000_000 + Topics.DEAD_LETTER_HEADROOM_BYTES);
    assertThat(kafka.getProducer().getProperties()).containsEntry("max.request.size", request);
    assertThat(kafka.getConsumer().getProperties())
        .containsEntry("max.partition.fetch.bytes", request);
    assertThat(kafka.getStreams().getProperties())
        .containsEntry("producer.max.request.size", request)
        .containsEntry("consumer.max.partition.fetch.bytes", request)
        .containsEntry("topic.max.message.bytes", request);
  }

  @Test
  void whatIsInFlightIsLimitedInOnePlace() {
    environment.setProperty("swath.kafka.in-flight", "8MB");
    environment.setProperty("swath.kafka.partitions", "4");

    KafkaProperties kafka = bind();

    String inFlight = Integer.toString(8 << 20);
    String share = Integer.toString(2 << 20);
    assertThat(kafka.getConsumer().getProperties())
        .containsEntry("fetch.max.bytes", inFlight)
        .containsEntry("max.partition.fetch.bytes", inFlight);
    assertThat(kafka.getStreams().getProperties())
        .containsEntry("consumer.fetch.max.bytes", inFlight)
        .containsEntry("consumer.max.partition.fetch.bytes", share)
        .containsEntry("restore.consumer.max.partition.fetch.bytes", share)
        .containsEntry("buffered.records.per.partition", "1");
  }

  @Test
  void aUsersKafkaSettingsWin() {
    environment.setProperty("spring.kafka.producer.compression-type", "zstd");
    environment.setProperty("spring.kafka.consumer.max-poll-records", "7");
    environment.setProperty("spring.kafka.properties.max.request.size", "123");

    KafkaProperties kafka = bind();

    assertThat(kafka.getProducer().getCompressionType()).isEqualTo("zstd");
    assertThat(kafka.getConsumer().getMaxPollRecords()).isEqualTo(7);
    assertThat(kafka.buildProducerProperties()).containsEntry("max.request.size", "123");
  }

  @Test
  void nothingIsLostByDefault() {
    KafkaProperties kafka = bind();

    assertThat(kafka.getProducer().getAcks()).isEqualTo("all");
    assertThat(kafka.getConsumer().getEnableAutoCommit()).isFalse();
    assertThat(kafka.getConsumer().getAutoOffsetReset()).isEqualTo("earliest");
    assertThat(kafka.getConsumer().getIsolationLevel())
        .isEqualTo(KafkaProperties.IsolationLevel.READ_COMMITTED);
    assertThat(kafka.getConsumer().getMaxPollInterval()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aNamedProcessIsAStaticMemberOfItsGroups() {
    assertThat(bind().getConsumer().getProperties()).doesNotContainKey("group.instance.id");

    environment.getPropertySources().remove(ServiceDefaults.SOURCE);
    environment.setProperty("HOSTNAME", "a1b2");
    environment.setProperty("swath.kafka.instance", "${HOSTNAME}");
    KafkaProperties kafka = bind();

    assertThat(kafka.buildConsumerProperties()).containsEntry("group.instance.id", "a1b2");
    assertThat(kafka.buildStreamsProperties()).containsEntry("group.instance.id", "a1b2");
  }

  @Test
  void aConsumerThatIsNoLongerLetInTriesAgain() {
    assertThat(bind().getListener().getAuthExceptionRetryInterval())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aLoginThatIsSetForAllClientsReachesEveryKindOfThem() {
    environment.setProperty("spring.kafka.security.protocol", "SASL_SSL");
    environment.setProperty("spring.kafka.properties.sasl.mechanism", "SCRAM-SHA-512");

    KafkaProperties kafka = bind();

    assertThat(
            List.of(
                kafka.buildConsumerProperties(),
                kafka.buildProducerProperties(),
                kafka.buildAdminProperties(),
                kafka.buildStreamsProperties()))
        .allSatisfy(
            client ->
                assertThat(client)
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("sasl.mechanism", "SCRAM-SHA-512"));
  }

  @Test
  void nothingIsRecordedWhereNothingIsSentAndEverythingWhereItIs() {
    bind();
    assertThat(environment.getProperty(SAMPLING)).isEqualTo("0.0");

    environment.getPropertySources().remove(ServiceDefaults.SOURCE);
    environment.setProperty(ENDPOINT, "http://localhost:4318/v1/traces");
    bind();
    assertThat(environment.getProperty(SAMPLING)).isEqualTo("1.0");
  }

  @Test
  void aUsersShareOfTracesWins() {
    environment.setProperty(ENDPOINT, "http://localhost:4318/v1/traces");
    environment.setProperty(SAMPLING, "0.25");
    bind();

    assertThat(environment.getProperty(SAMPLING)).isEqualTo("0.25");
  }

  @Test
  void livenessNeverAsksTheBrokerAndAStopIsLimited() {
    bind();

    assertThat(environment.getProperty("management.endpoint.health.group.liveness.include"))
        .isEqualTo("livenessState,listeners,clock");
    assertThat(environment.getProperty("management.endpoint.health.group.readiness.include"))
        .contains("broker", "partitions");
    assertThat(environment.getProperty(ServiceDefaults.SHUTDOWN_TIMEOUT)).isEqualTo("30s");
    assertThat(environment.getProperty("server.shutdown")).isEqualTo("graceful");
  }

  private KafkaProperties bind() {
    new ServiceDefaults().postProcessEnvironment(environment, new SpringApplication());
    return Binder.get(environment).bind("spring.kafka", KafkaProperties.class).get();
  }
}
