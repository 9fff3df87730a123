package dev.swath.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneTest {
  private static final String ITEM =
      """
      {"type": "Feature", "stac_version": "1.1.0", "id": "%s", "links": [],
       "properties": {"datetime": "%s"}, "assets": {"image": {"href": "./a.tif"}}}
      """;

  @TempDir Path folder;

  @Test
  void itemsComeInTheOrderOfAcquisitionAndOtherFilesArePassedOver() throws IOException {
    write("deep/b.json", ITEM.formatted("later", "2020-01-02T00:00:00+01:00"));
    write("z.json", ITEM.formatted("earlier", "2020-01-01T22:59:59Z"));
    write("truth.json", "{\"seed\": 7}");
    write("list.json", "[1, 2]");
    List<Scene> scenes = Scene.below(folder);
    assertThat(scenes).extracting(Scene::id).containsExactly("earlier", "later");
    assertThat(scenes.get(1).acquired()).hasToString("2020-01-01T23:00:00Z");
  }

  @Test
  void anItemSaysWhereItsFileIsSoThatItsRelativeLinksAreUnderstood() throws IOException {
    Path file = write("deep/b.json", ITEM.formatted("one", "2020-01-02T00:00:00Z"));
    JsonNode link =
        new ObjectMapper().readTree(Scene.below(folder).get(0).json()).path("links").path(0);
    assertThat(link.path("rel").asText()).isEqualTo("self");
    assertThat(link.path("href").asText()).isEqualTo(file.toUri().toString());
  }

  @Test
  void anItemWithoutATimeIsLeftToIngestToRefuse() throws IOException {
    write("a.json", ITEM.formatted("timeless", "soon"));
    assertThat(Scene.below(folder)).extracting(Scene::id).containsExactly("timeless");
  }

  @Test
  void anEmptyFolderAndAMissingOneAndBrokenJsonAreRefused() throws IOException {
    assertThatThrownBy(() -> Scene.below(folder)).hasMessageContaining("no STAC Item");
    assertThatThrownBy(() -> Scene.below(folder.resolve("none"))).hasMessageContaining("no folder");
    write("a.json", "{");
    assertThatThrownBy(() -> Scene.below(folder)).hasMessageContaining("a.json is not JSON");
  }

  private Path write(String name, String json) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, json);
  }
}
