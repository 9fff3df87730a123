package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.decoding.DecodingLimits;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class DecodingSettingsTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaultsAreTheModelsOwn() {
    context.run(
        started ->
            assertThat(started.getBean(DecodingSettings.class).limits())
                .isEqualTo(DecodingLimits.DEFAULT));
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues(
            "swath.decoding.cache=2GB", "swath.decoding.rows=8", "swath.decoding.prefill-chunk=512")
        .run(
            started ->
                assertThat(started.getBean(DecodingSettings.class).limits())
                    .isEqualTo(new DecodingLimits(2L << 30, 8, 512)));
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    assertRefused("swath.decoding.cache=0B", "must be larger than nothing");
    assertRefused("swath.decoding.rows=0", "must be at least 1 row");
    assertRefused("swath.decoding.prefill-chunk=0", "must be at least 1 token");
  }

  private void assertRefused(String property, String because) {
    context
        .withPropertyValues(property)
        .run(
            started ->
                assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(because));
  }

  @EnableConfigurationProperties(DecodingSettings.class)
  static class Config {}
}
