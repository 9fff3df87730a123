package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.vlm.weights.RawSafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loading needs little more memory than the weights themselves. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/status")
class LoadMemoryTest {

  private static final long MARGIN = 300L << 20;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"BF16, 2", "F32, 4"})
  void aCheckpointIsLoadedInItsWeightsAndThreeHundredMegabytes(String dtype, int width)
      throws Exception {
    long weights = 4 * write(dtype, width);
    // Twice the weights must not pass.
    assertThat(weights).isGreaterThan(MARGIN);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMemoryProbe.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    Matcher memory = Pattern.compile("peak=(\\d+) held=(\\d+)").matcher(output);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(memory.find()).as(output).isTrue();
    assertThat(1024 * Long.parseLong(memory.group(1))).as(output).isLessThan(weights + MARGIN);
    assertThat(1024 * Long.parseLong(memory.group(2))).as(output).isGreaterThan(weights / 2);
  }

  /** A folder whose language model has about a hundred million weights, all zero. */
  private long write(String dtype, int width) throws IOException {
    Path tiny = Golden.path("vila-tiny");
    for (String part : new String[] {"llm", "mm_projector", "vision_tower"}) {
      Files.createDirectories(folder.resolve(part));
    }
    for (String file :
        new String[] {"config.json", "vision_tower/config.json", "llm/tokenizer.model"}) {
      Files.copy(tiny.resolve(file), folder.resolve(file));
    }
    ObjectNode llm = (ObjectNode) Golden.json("vila-tiny/llm/config.json");
    llm.put("hidden_size", 768).put("intermediate_size", 2048).put("num_hidden_layers", 11);
    llm.put("num_attention_heads", 12).put("num_key_value_heads", 12).put("vocab_size", 8000);
    Files.writeString(
        folder.resolve("llm/config.json"), new ObjectMapper().writeValueAsString(llm));
    ModelConfig config = ModelConfig.read(folder);
    Map<String, long[]> projector = new LinkedHashMap<>();
    LanguageNetwork.projectorWeights(config.vision().width(), config.language().width())
        .forEach((name, shape) -> projector.put("layers." + name, shape));
    RawSafeTensors.sparse(
        folder.resolve("mm_projector/model.safetensors"), projector, dtype, width);
    Map<String, long[]> language = LanguageNetwork.weights(config.language());
    RawSafeTensors.sparse(folder.resolve("llm/model.safetensors"), language, dtype, width);
    return language.values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .sum();
  }
}
