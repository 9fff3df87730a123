package dev.swath.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.DecodingSettings;
import dev.swath.servicekit.test.SettingsContext;
import dev.swath.vlm.decoding.DecodingLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

class LlmSettingsTest {
  private final SettingsContext<LlmSettings> settings =
      new SettingsContext<>(LlmSettings.class, Config.class);

  @Test
  void theDefaultsDecodeGreedily() {
    assertThat(settings.with()).isEqualTo(new LlmSettings(64, 0, 16, Map.of()));
  }

  @Test
  void withoutSettingsTheModelDecodesWithinItsOwnLimits() {
    DecodingSettings decoding = new SettingsContext<>(DecodingSettings.class, Config.class).with();
    assertThat(decoding.<DecodingLimits>as(DecodingLimits::new)).isEqualTo(DecodingLimits.DEFAULT);
  }

  @Test
  void everyPropertyIsMapped() {
    LlmSettings set =
        settings.with(
            "swath.llm.max-tokens=5",
            "swath.llm.temperature=0.7",
            "swath.llm.batch-size=3",
            "swath.llm.adapters.ships=adapters/ships");

    assertThat(set).isEqualTo(new LlmSettings(5, 0.7, 3, Map.of("ships", "adapters/ships")));
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    settings.refuses("swath.llm.max-tokens=0", "must be at least 1 token");
    settings.refuses("swath.llm.temperature=-1", "must be 0 (greedy) or more");
    settings.refuses("swath.llm.temperature=11", "must be at most 10");
    settings.refuses("swath.llm.tokens=5", "[swath.llm.tokens] were left unbound");
    settings.refuses("swath.llm.batch-size=0", "must be at least 1 observation");
  }

  @EnableConfigurationProperties({LlmSettings.class, DecodingSettings.class})
  static class Config {}
}
