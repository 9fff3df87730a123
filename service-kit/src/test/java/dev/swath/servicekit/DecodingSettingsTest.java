package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.SettingsContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.util.unit.DataSize;

class DecodingSettingsTest {

  private final SettingsContext<DecodingSettings> settings =
      new SettingsContext<>(DecodingSettings.class, Config.class);

  @Test
  void theDefaults() {
    assertThat(settings.with())
        .isEqualTo(new DecodingSettings(DataSize.ofMegabytes(256), 64, 4096, "full"));
  }

  @Test
  void everyPropertyIsMapped() {
    DecodingSettings set =
        settings.with(
            "swath.decoding.cache=2GB",
            "swath.decoding.rows=8",
            "swath.decoding.prefill-chunk=512",
            "swath.decoding.weights=int8");

    assertThat(set.<List<Number>>as(List::of)).containsExactly(2L << 30, 8, 512);
    assertThat(set.weights()).isEqualTo("int8");
  }

  @Test
  void wrongValuesStopTheStartAndSayWhatIsRight() {
    settings.refuses("swath.decoding.cache=0B", "must be larger than nothing");
    settings.refuses("swath.decoding.rows=0", "must be at least 1 row");
    settings.refuses("swath.decoding.prefill-chunk=0", "must be at least 1 token");
    settings.refuses("swath.decoding.row=8", "[swath.decoding.row] were left unbound");
    settings.refuses("swath.decoding.weights=int4", "must be full, int8 or fastest");
  }

  @EnableConfigurationProperties(DecodingSettings.class)
  static class Config {}
}
