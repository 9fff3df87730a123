package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.SettingsContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

class ChangeSettingsTest {

  private final SettingsContext<ChangeSettings> settings =
      new SettingsContext<>(ChangeSettings.class, Config.class);

  @Test
  void theDefaultIsSixteenAcquisitions() {
    assertThat(settings.with()).isEqualTo(new ChangeSettings(16));
  }

  @Test
  void everyPropertyIsMapped() {
    assertThat(settings.with("swath.change.history=3")).isEqualTo(new ChangeSettings(3));
  }

  @Test
  void aHistoryThatHoldsNoPairIsRefused() {
    settings.refuses("swath.change.history=1", "must be at least 2 acquisitions");
  }

  @Test
  void aNameThatDoesNotExistIsRefused() {
    settings.refuses("swath.change.histories=3", "[swath.change.histories] were left unbound");
  }

  @EnableConfigurationProperties(ChangeSettings.class)
  static class Config {}
}
