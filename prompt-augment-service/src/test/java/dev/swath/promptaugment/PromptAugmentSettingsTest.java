package dev.swath.promptaugment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class PromptAugmentSettingsTest {
  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaultsAskForCluesOfFortyEightTokens() {
    context.run(
        started ->
            assertThat(started.getBean(PromptAugmentSettings.class))
                .isEqualTo(
                    new PromptAugmentSettings(new PromptAugmentSettings.Clues(true, 48), 16)));
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues(
            "swath.prompt-augment.clues.enabled=false",
            "swath.prompt-augment.clues.max-tokens=7",
            "swath.prompt-augment.batch-size=3")
        .run(
            started ->
                assertThat(started.getBean(PromptAugmentSettings.class))
                    .isEqualTo(
                        new PromptAugmentSettings(new PromptAugmentSettings.Clues(false, 7), 3)));
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    assertRefused("swath.prompt-augment.clues.max-tokens=0", "clues.enabled=false");
    assertRefused("swath.prompt-augment.batch-size=0", "must be at least 1 observation");
  }

  private void assertRefused(String property, String because) {
    context
        .withPropertyValues(property)
        .run(
            started ->
                assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(because));
  }

  @EnableConfigurationProperties(PromptAugmentSettings.class)
  static class Config {}
}
