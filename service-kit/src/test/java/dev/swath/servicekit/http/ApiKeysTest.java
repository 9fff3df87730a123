package dev.swath.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.servicekit.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

  @Test
  void aHashIsThatOfSha256() {
    // FIPS 180-4's example "abc".
    ApiKeys keys =
        new ApiKeys(
            Map.of("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));

    assertThat(keys.owner("Bearer abc")).contains("abc");
    assertThat(keys.owner("Bearer abd")).isEmpty();
    assertThat(keys.owner(null)).isEmpty();
  }

  @Test
  void noTwoKeysAreTheSame() {
    ApiKey key = ApiKey.random();

    assertThat(key.text()).matches("swath_[A-Za-z0-9_-]{43}");
    assertThat(key.hash()).matches("[0-9a-f]{64}");
    assertThat(ApiKey.random().text()).isNotEqualTo(key.text());
  }

  @Test
  void aKeyInPlaceOfItsHashIsRefusedAndNotRepeated() {
    String key = ApiKey.random().text();

    assertThatThrownBy(() -> new ApiKeys(Map.of("station", key)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("swath.http.keys.station")
        .hasMessageNotContaining(key);
  }
}
