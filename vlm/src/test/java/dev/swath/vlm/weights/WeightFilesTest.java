package dev.swath.vlm.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.Golden;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;

  @Test
  void aShardedCheckpointHoldsTheSameWeightsAsASingleFile() throws IOException {
    Path single = Golden.path("vila-tiny/llm");
    shard(single, 3);
    try (WeightFiles whole = WeightFiles.open(single);
        WeightFiles shards = WeightFiles.open(folder)) {
      assertThat(shards.names()).containsExactlyInAnyOrderElementsOf(whole.names());
      for (String name : whole.names()) {
        assertThat(shards.entry(name).shape()).isEqualTo(whole.entry(name).shape());
        assertThat(shards.piece(name, 0)).as(name).isEqualTo(whole.piece(name, 0));
      }
      assertThat(shards.names().stream().map(shards::fileOf).distinct()).hasSize(3);
    }
  }

  /** Deals the weights out to shards in turn. */
  private void shard(Path single, int shards) throws IOException {
    List<Map<String, Floats>> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      parts.add(new LinkedHashMap<>());
    }
    Map<String, String> index = new LinkedHashMap<>();
    try (SafeTensors whole = SafeTensors.open(single.resolve("model.safetensors"))) {
      for (String name : whole.entries().keySet()) {
        int part = index.size() % shards;
        index.put(name, file(part, shards));
        parts
            .get(part)
            .put(name, new Floats(whole.entries().get(name).shape(), whole.floats(name)));
      }
    }
    for (int i = 0; i < shards; i++) {
      SafeTensorsWriter.write(folder.resolve(file(i, shards)), parts.get(i), Format.F32, Map.of());
    }
    index(Map.of("metadata", Map.of("total_size", 1), "weight_map", index));
  }

  private static String file(int part, int parts) {
    return "model-%05d-of-%05d.safetensors".formatted(part + 1, parts);
  }

  private void index(Object json) throws IOException {
    Files.writeString(folder.resolve(INDEX), new ObjectMapper().writeValueAsString(json));
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    shard(Golden.path("vila-tiny/llm"), 2);
    Files.delete(folder.resolve(file(1, 2)));
    assertRefused(folder.resolve(file(1, 2)) + " does not exist");
  }

  @Test
  void aFolderWithoutWeightsSaysWhatIsExpected() {
    assertRefused(folder.resolve("model.safetensors") + " does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.safetensors",
        "/model.safetensors",
        "/",
        "..",
        ".",
        "",
        "a/../b",
        "a\u0000b"
      })
  void anIndexThatLeavesTheFolderIsRefused(String shard) throws IOException {
    index(Map.of("weight_map", Map.of("x", shard)));
    assertRefused(folder.resolve(INDEX) + " names a shard outside the folder: '" + shard + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{}", "{\"weight_map\": 3}", "{\"weight_map\": {}}", ""})
  void anIndexWithoutWeightsIsRefused(String json) throws IOException {
    Files.writeString(folder.resolve(INDEX), json);
    assertRefused(folder.resolve(INDEX).toString());
  }

  @Test
  void aWeightInTwoShardsIsRefused() throws IOException {
    Map<String, Floats> twice = Map.of("twice", new Floats(new long[] {1}, new float[1]));
    SafeTensorsWriter.write(folder.resolve("a"), twice, Format.F32, Map.of());
    SafeTensorsWriter.write(folder.resolve("b"), twice, Format.F32, Map.of());
    index(Map.of("weight_map", Map.of("twice", "a", "other", "b")));
    assertRefused("weight 'twice' is in two files");
  }

  @Test
  void anUnknownWeightIsNamedWithItsFolder() throws IOException {
    try (WeightFiles files = WeightFiles.open(Golden.path("vila-tiny/llm"))) {
      assertThatThrownBy(() -> files.entry("no.such"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("'no.such'")
          .hasMessageContaining(files.folder().toString());
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> WeightFiles.open(folder))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }
}
