package dev.swath.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.v1.FeatureMap.Encoding;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class EncoderSettingsTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaults() {
    context.run(
        started ->
            assertThat(started.getBean(EncoderSettings.class))
                .isEqualTo(
                    new EncoderSettings(
                        32,
                        Duration.ofMillis(20),
                        EncoderSettings.Wire.BF16,
                        DataSize.ofMegabytes(64))));
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues(
            "swath.encoder.batch-size=8",
            "swath.encoder.batch-wait=1s",
            "swath.encoder.wire=int8",
            "swath.encoder.cache=0B")
        .run(
            started -> {
              EncoderSettings settings = started.getBean(EncoderSettings.class);
              assertThat(settings)
                  .isEqualTo(
                      new EncoderSettings(
                          8,
                          Duration.ofSeconds(1),
                          EncoderSettings.Wire.INT8,
                          DataSize.ofBytes(0)));
              assertThat(settings.wire().encoding()).isEqualTo(Encoding.INT8);
            });
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    assertRefused("swath.encoder.batch-size=0", "must be at least 1 frame");
    assertRefused("swath.encoder.batch-wait=-1s", "must not be negative");
    assertRefused("swath.encoder.batch-wait=2m", "must be at most 60s");
    assertRefused("swath.encoder.wire=fp64", "fp64");
    assertRefused("swath.encoder.cache=-1B", "must not be negative");
  }

  private void assertRefused(String property, String because) {
    context
        .withPropertyValues(property)
        .run(
            started ->
                assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(because));
  }

  @EnableConfigurationProperties(EncoderSettings.class)
  static class Config {}
}
