package dev.swath.promptaugment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.SettingsContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

class PromptAugmentSettingsTest {
  private final SettingsContext<PromptAugmentSettings> settings =
      new SettingsContext<>(PromptAugmentSettings.class, Config.class);

  @Test
  void theDefaultsAskForCluesOfFortyEightTokens() {
    assertThat(settings.with())
        .isEqualTo(new PromptAugmentSettings(new PromptAugmentSettings.Clues(true, 48), 16));
  }

  @Test
  void everyPropertyIsMapped() {
    PromptAugmentSettings set =
        settings.with(
            "swath.prompt-augment.clues.enabled=false",
            "swath.prompt-augment.clues.max-tokens=7",
            "swath.prompt-augment.batch-size=3");

    assertThat(set)
        .isEqualTo(new PromptAugmentSettings(new PromptAugmentSettings.Clues(false, 7), 3));
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    settings.refuses("swath.prompt-augment.clues.max-tokens=0", "clues.enabled=false");
    settings.refuses(
        "swath.prompt-augment.clue.enabled=false",
        "[swath.prompt-augment.clue.enabled] were left unbound");
    settings.refuses("swath.prompt-augment.batch-size=0", "must be at least 1 observation");
  }

  @EnableConfigurationProperties(PromptAugmentSettings.class)
  static class Config {}
}
