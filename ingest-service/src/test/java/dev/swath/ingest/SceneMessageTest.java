package dev.swath.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.imagery.SceneException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SceneMessageTest {
  private final String item = TestScenes.rasterItem("s1", Path.of("/data/a.tif"));

  @Test
  void anItemMayComeBareOrAsACloudEvent() {
    String base64 = Base64.getEncoder().encodeToString(item.getBytes(UTF_8));

    assertThat(read(item)).isEqualTo("s1");
    assertThat(read("{\"specversion\": \"1.0\", \"id\": \"e\", \"data\": " + item + "}"))
        .isEqualTo("s1");
    assertThat(read("{\"specversion\": \"1.0\", \"data_base64\": \"" + base64 + "\"}"))
        .isEqualTo("s1");
  }

  @Test
  void whatIsNoneIsRefusedWithTheReason() {
    refused("{", "not JSON");
    refused("", "no value");
    refused("{\"specversion\": \"1.0\"}", "'data'");
    refused("{\"specversion\": \"1.0\", \"data\": {}}", "'type'");
    refused("{\"specversion\": \"1.0\", \"data_base64\": \"*\"}", "data_base64");
    assertThatThrownBy(() -> SceneMessage.read(null)).isInstanceOf(SceneException.class);
  }

  private static String read(String json) {
    return SceneMessage.read(json.getBytes(UTF_8)).id();
  }

  private static void refused(String json, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(SceneException.class)
        .hasMessageContaining(reason);
  }
}
