package dev.swath.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.v1.FeatureMap.Encoding;
import dev.swath.servicekit.test.SettingsContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.util.unit.DataSize;

class EncoderSettingsTest {

  private final SettingsContext<EncoderSettings> settings =
      new SettingsContext<>(EncoderSettings.class, Config.class);

  @Test
  void theDefaults() {
    assertThat(settings.with())
        .isEqualTo(
            new EncoderSettings(
                32, Duration.ofMillis(20), EncoderSettings.Wire.BF16, DataSize.ofMegabytes(64)));
  }

  @Test
  void everyPropertyIsMapped() {
    EncoderSettings set =
        settings.with(
            "swath.encoder.batch-size=8",
            "swath.encoder.batch-wait=1s",
            "swath.encoder.wire=int8",
            "swath.encoder.cache=0B");

    assertThat(set)
        .isEqualTo(
            new EncoderSettings(
                8, Duration.ofSeconds(1), EncoderSettings.Wire.INT8, DataSize.ofBytes(0)));
    assertThat(set.wire().encoding()).isEqualTo(Encoding.INT8);
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    settings.refuses("swath.encoder.batch-size=0", "must be at least 1 frame");
    settings.refuses("swath.encoder.batch-wait=-1s", "must not be negative");
    settings.refuses("swath.encoder.batch-wait=2m", "must be at most 60s");
    settings.refuses("swath.encoder.batch=8", "[swath.encoder.batch] were left unbound");
    settings.refuses("swath.encoder.wire=fp64", "fp64");
    settings.refuses("swath.encoder.cache=-1B", "must not be negative");
  }

  @EnableConfigurationProperties(EncoderSettings.class)
  static class Config {}
}
