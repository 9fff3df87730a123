package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TuneCommandTest {

  private final StringWriter out = new StringWriter();
  private final List<String> errors = new ArrayList<>();

  private int execute(String... arguments) {
    return new CommandLine(new TuneCommand(Progress.silent()))
        .setOut(new PrintWriter(out))
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              errors.add(failure.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  private int tune(Path folder, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model=" + Drawn.TINY,
                "--mixture=" + folder.resolve("mixture.jsonl"),
                "--out=" + folder.resolve("adapter"),
                "--work=" + folder.resolve("work"),
                "--batch=2",
                "--micro-batch=1"));
    arguments.addAll(Arrays.asList(more));
    return execute(arguments.toArray(String[]::new));
  }

  private static void mixture(Path folder) throws IOException {
    for (int i = 0; i < 3; i++) {
      RgbImage drawn = Drawn.picture(i).images().get(0);
      BufferedImage image =
          new BufferedImage(drawn.width(), drawn.height(), BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < drawn.width() * drawn.height(); p++) {
        int rgb =
            (drawn.rgb()[3 * p] & 0xff) << 16
                | (drawn.rgb()[3 * p + 1] & 0xff) << 8
                | drawn.rgb()[3 * p + 2] & 0xff;
        image.setRGB(p % drawn.width(), p / drawn.width(), rgb);
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    Files.writeString(
        folder.resolve("mixture.jsonl"),
        """
        {"id": "q", "task": "question", "image": "0.png", "instruction": "What?", "answer": "a road", "split": "train"}
        {"id": "p", "task": "change-caption", "images": ["0.png", "1.png"], "instruction": "What has changed?", "answers": ["all"], "split": "train"}
        {"id": "c", "task": "caption", "image": "1.png", "instruction": "Describe it.", "answers": ["a lake", "a pond"], "split": "train"}
        {"id": "t", "task": "question", "image": "2.png", "instruction": "What?", "answer": "a test", "split": "test"}
        {"id": "b", "task": "question", "image": "gone.png", "instruction": "What?", "answer": "none"}
        """);
  }

  @Test
  void anAdapterIsTunedInPeftsLayoutAndTheModelLoadsIt(@TempDir Path folder) throws IOException {
    mixture(folder);
    assertThat(tune(folder, "--clues=none", "--rank=4", "--targets=q_proj,down_proj"))
        .as(() -> errors.toString())
        .isZero();
    assertThat(out.toString()).contains("2 steps, 3 examples an epoch")
        .contains("1 broken records skipped", "mixture.jsonl:5", "gone.png");
    JsonNode config =
        new ObjectMapper().readTree(folder.resolve("adapter/adapter_config.json").toFile());
    assertThat(config.path("r").asInt()).isEqualTo(4);
    assertThat(config.path("lora_alpha").asDouble()).isEqualTo(32);
    assertThat(config.path("lora_dropout").asDouble()).isEqualTo(0.05);
    assertThat(config.path("target_modules").toString()).isEqualTo("[\"q_proj\",\"down_proj\"]");
    assertThat(config.path("base_model_name_or_path").asText()).endsWith("vila-tiny");
    try (LanguageModel model = LanguageModel.load(Drawn.tiny())) {
      model.loadAdapter("tuned", folder.resolve("adapter"));
      assertThat(model.adapters()).containsExactly("tuned");
    }
  }

  @Test
  void badInputEndsWithExitCodeOneAndSaysWhatIsWrong(@TempDir Path folder) throws IOException {
    mixture(folder);
    assertThat(tune(folder, "--micro-batch=3")).isEqualTo(1);
    assertThat(tune(folder, "--targets=query")).isEqualTo(1);
    assertThat(tune(folder, "--model=" + folder.resolve("nowhere"))).isEqualTo(1);
    assertThat(tune(folder, "--mixture=" + folder.resolve("nothing.jsonl"))).isEqualTo(1);
    assertThat(tune(folder, "--out=" + folder)).isEqualTo(1);
    assertThat(tune(folder, "--clues=some")).isEqualTo(1);
    assertThat(errors.get(5)).contains("--clues is none or cached, not 'some'");
    assertThat(errors.get(0)).contains("the micro-batch must divide the batch of 2; got 3");
    assertThat(errors.get(1)).contains("must be some of [q_proj").contains("[query]");
    assertThat(errors.get(2)).contains("nowhere").contains("config.json");
    assertThat(errors.get(3)).contains("there is no such file").contains("nothing.jsonl");
    assertThat(errors.get(4)).contains("something else than an adapter");
    assertThat(folder.resolve("mixture.jsonl")).as("nothing was deleted").exists();
  }

  @Test
  void aMixtureFileWeighsItsDatasets(@TempDir Path folder) throws IOException {
    mixture(folder);
    Path file =
        Files.writeString(
            folder.resolve("mixture.yaml"),
            """
            datasets:
              - name: mine
                folder: mixture.jsonl
                weight: 3
            """);
    MixturePath learnt = MixturePath.read(file, null, 1);
    assertThat(learnt.mixture().epoch(0)).hasSize(9);
    assertThat(learnt.examples()).hasSize(4);
    assertThat(tune(folder, "--clues=none", "--mixture=" + file)).as(errors::toString).isZero();
    assertThat(out.toString()).contains("5 steps, 9 examples an epoch");
  }
}
