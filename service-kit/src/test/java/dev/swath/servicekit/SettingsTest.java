package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.contracts.Topics;
import dev.swath.servicekit.test.SettingsContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class SettingsTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaultsFitOneBroker() {
    context.run(
        started -> {
          assertThat(started.getBean(KafkaSettings.class))
              .isEqualTo(
                  new KafkaSettings(
                      4,
                      (short) 1,
                      Topics.MAX_MESSAGE_BYTES,
                      DataSize.ofMegabytes(64),
                      new KafkaSettings.Retry(3, Duration.ofMillis(500), Duration.ofSeconds(10)),
                      false,
                      ""));
          assertThat(started.getBean(ModelSettings.class))
              .isEqualTo(new ModelSettings("models/swath-compact", "full"));
        });
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues(
            "swath.kafka.partitions=12",
            "swath.kafka.replication=3",
            "swath.kafka.max-message-bytes=1000000",
            "swath.kafka.in-flight=8MB",
            "swath.kafka.retry.attempts=0",
            "swath.kafka.retry.backoff=1s",
            "swath.kafka.retry.max-backoff=2s",
            "swath.kafka.share-groups=true",
            "swath.kafka.instance=llm-0",
            "swath.model.path=/models/vila",
            "swath.model.precision=fastest")
        .run(
            started -> {
              assertThat(started.getBean(KafkaSettings.class))
                  .isEqualTo(
                      new KafkaSettings(
                          12,
                          (short) 3,
                          1_000_000,
                          DataSize.ofMegabytes(8),
                          new KafkaSettings.Retry(0, Duration.ofSeconds(1), Duration.ofSeconds(2)),
                          true,
                          "llm-0"));
              assertThat(started.getBean(ModelSettings.class))
                  .isEqualTo(new ModelSettings("/models/vila", "fastest"));
            });
  }

  @Test
  void aWrongValueStopsTheStartAndSaysWhatIsRight() {
    context
        .withPropertyValues("swath.kafka.partitions=0")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("swath.kafka")
                    .hasMessageContaining("partitions")
                    .hasMessageContaining("must be at least 1 partition"));
  }

  @Test
  void messagesThatABrokerWouldHangUpOnAreRefusedAtTheStart() {
    context
        .withPropertyValues("swath.kafka.max-message-bytes=" + 100 * 1024 * 1024)
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("must be at most 100663296 bytes (96 MiB)"));
  }

  @Test
  void aNameThatDoesNotExistStopsTheStart() {
    SettingsContext<KafkaSettings> kafka = new SettingsContext<>(KafkaSettings.class, Config.class);
    kafka.refuses("swath.kafka.partition=8", "[swath.kafka.partition] were left unbound");
    kafka.refuses("swath.kafka.retry.backoff=0s", "must be at least 1ms");
    kafka.refuses("swath.kafka.instance=llm 0", "must be letters, digits");
  }

  @Test
  void tooLittleInFlightStopsTheStartAndSaysWhatIsRight() {
    context
        .withPropertyValues("swath.kafka.in-flight=10KB")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("swath.kafka.in-flight must be at least 1MB"));
  }

  @Test
  void aMissingModelFolderNamesThePropertyAndTheFix() {
    ModelSettings settings = new ModelSettings("no/such/model", "full");

    assertThatThrownBy(settings::folder)
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            failure -> {
              var analysis = new ConfigurationFailureAnalyzer().analyze(failure, failure);
              assertThat(analysis.getDescription())
                  .contains("swath.model.path")
                  .contains("no/such/model");
              assertThat(analysis.getAction()).contains("Set swath.model.path");
            });
  }

  @EnableConfigurationProperties({KafkaSettings.class, ModelSettings.class})
  static class Config {}
}
