package dev.swath.promptaugment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.promptaugment.PromptAugmentSettings.Use;
import dev.swath.servicekit.test.SettingsContext;
import dev.swath.vlm.Calibration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

class PromptAugmentSettingsTest {
  private final SettingsContext<PromptAugmentSettings> settings =
      new SettingsContext<>(PromptAugmentSettings.class, Config.class);

  @Test
  void theDefaultsAreCluesOfFortyEightTokensWhereTheyHelp() {
    assertThat(settings.with())
        .isEqualTo(new PromptAugmentSettings(new PromptAugmentSettings.Clues(Use.AUTO, 48), 16));
  }

  @Test
  void everyPropertyIsMapped() {
    PromptAugmentSettings set =
        settings.with(
            "swath.prompt-augment.clues.enabled=false",
            "swath.prompt-augment.clues.max-tokens=7",
            "swath.prompt-augment.batch-size=3");

    assertThat(set)
        .isEqualTo(new PromptAugmentSettings(new PromptAugmentSettings.Clues(Use.FALSE, 7), 3));
  }

  @Test
  void theModelsCalibrationDecidesUnlessTheUserDoes() {
    assertThat(OnClues.wanted(Use.AUTO, () -> calibration(false))).isFalse();
    assertThat(OnClues.wanted(Use.AUTO, () -> calibration(true))).isTrue();
    assertThat(OnClues.wanted(Use.AUTO, () -> Calibration.NONE)).isTrue();
    assertThat(OnClues.wanted(Use.TRUE, () -> calibration(false))).isTrue();
    assertThat(OnClues.wanted(Use.FALSE, () -> calibration(true))).isFalse();
  }

  private static Calibration calibration(boolean clues) {
    return new Calibration(1, "", "suite", 9, 0.1, 0.1, "e", "l", "", clues);
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
