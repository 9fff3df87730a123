package dev.swath.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.SettingsContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.util.unit.DataSize;

class ChangeSettingsTest {

  private final SettingsContext<ChangeSettings> settings =
      new SettingsContext<>(ChangeSettings.class, Config.class);

  @Test
  void theDefaultIsSixteenAcquisitionsAndAnEighthOfAGigabyte() {
    assertThat(settings.with()).isEqualTo(new ChangeSettings(16, DataSize.ofMegabytes(128)));
  }

  @Test
  void everyPropertyIsMapped() {
    assertThat(settings.with("swath.change.history=3", "swath.change.store-memory=1GB"))
        .isEqualTo(new ChangeSettings(3, DataSize.ofGigabytes(1)));
  }

  @Test
  void aHistoryThatHoldsNoPairIsRefused() {
    settings.refuses("swath.change.history=1", "must be at least 2 acquisitions");
  }

  @Test
  void memoryThatIsTooLittleForAStoreIsRefused() {
    settings.refuses(
        "swath.change.store-memory=1MB",
        "swath.change.store-memory must be at least 8388608B, not 1048576B");
  }

  @Test
  void aNameThatDoesNotExistIsRefused() {
    settings.refuses("swath.change.histories=3", "[swath.change.histories] were left unbound");
  }

  @EnableConfigurationProperties(ChangeSettings.class)
  static class Config {}
}
