package dev.swath.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class LlmSettingsTest {
  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Config.class);

  @Test
  void theDefaultsDecodeGreedily() {
    context.run(
        started ->
            assertThat(started.getBean(LlmSettings.class))
                .isEqualTo(new LlmSettings(64, 0, 16, Map.of())));
  }

  @Test
  void everyPropertyIsMapped() {
    context
        .withPropertyValues(
            "swath.llm.max-tokens=5",
            "swath.llm.temperature=0.7",
            "swath.llm.batch-size=3",
            "swath.llm.adapters.ships=adapters/ships")
        .run(
            started ->
                assertThat(started.getBean(LlmSettings.class))
                    .isEqualTo(new LlmSettings(5, 0.7, 3, Map.of("ships", "adapters/ships"))));
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    assertRefused("swath.llm.max-tokens=0", "must be at least 1 token");
    assertRefused("swath.llm.temperature=-1", "must be 0 (greedy) or more");
    assertRefused("swath.llm.temperature=11", "must be at most 10");
    assertRefused("swath.llm.batch-size=0", "must be at least 1 observation");
  }

  private void assertRefused(String property, String because) {
    context
        .withPropertyValues(property)
        .run(
            started ->
                assertThat(started.getStartupFailure()).rootCause().hasMessageContaining(because));
  }

  @EnableConfigurationProperties(LlmSettings.class)
  static class Config {}
}
