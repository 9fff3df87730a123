package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class ChangeSettingsTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaultIsSixteenAcquisitions() {
    context.run(
        started ->
            assertThat(started.getBean(ChangeSettings.class)).isEqualTo(new ChangeSettings(16)));
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues("swath.change.history=3")
        .run(
            started ->
                assertThat(started.getBean(ChangeSettings.class)).isEqualTo(new ChangeSettings(3)));
  }

  @Test
  void aHistoryThatHoldsNoPairIsRefused() {
    context
        .withPropertyValues("swath.change.history=1")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("history")
                    .hasMessageContaining("must be at least 2 acquisitions"));
  }

  @EnableConfigurationProperties(ChangeSettings.class)
  static class Config {}
}
