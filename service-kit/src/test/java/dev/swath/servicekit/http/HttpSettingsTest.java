package dev.swath.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.servicekit.test.SettingsContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.util.unit.DataSize;

class HttpSettingsTest {
  private final SettingsContext<HttpSettings> context =
      new SettingsContext<>(HttpSettings.class, Config.class);

  @Test
  void byDefaultNobodyHasAKeyAndNothingIsOpen() {
    assertThat(context.with())
        .isEqualTo(new HttpSettings(Map.of(), false, DataSize.ofMegabytes(1), 600));
  }

  @Test
  void everyPropertyIsMapped() {
    assertThat(
            context.with(
                "swath.http.keys.station=ab",
                "swath.http.keys.analyst=cd",
                "swath.http.open=true",
                "swath.http.max-body=2MB",
                "swath.http.requests-per-minute=7"))
        .isEqualTo(
            new HttpSettings(
                Map.of("station", "ab", "analyst", "cd"), true, DataSize.ofMegabytes(2), 7));
  }

  @Test
  void whatCannotBeIsRefused() {
    context.refuses("swath.http.max-body=0B", "swath.http.max-body must be from 1B to 64MB");
    context.refuses("swath.http.max-body=65MB", "swath.http.max-body must be from 1B to 64MB");
    context.refuses("swath.http.requests-per-minute=0", "must be at least 1 request");
    context.refuses("swath.http.key=x", "[swath.http.key] were left unbound");
  }

  @EnableConfigurationProperties(HttpSettings.class)
  static class Config {}
}
