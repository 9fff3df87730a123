package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.progress.ReportCommand;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
                "--precision=full",
                "--batch=2",
                "--micro-batch=1"));
    arguments.addAll(Arrays.asList(more));
    return execute(arguments.toArray(String[]::new));
  }

  /**
   * An image, a pair and a video to learn from, one image held out, one for the test, one broken.
   */
  private static void mixture(Path folder) throws IOException {
    Pictures.write(folder.resolve("0.png"));
    Pictures.write(folder.resolve("1.png"));
    Pictures.video(folder.resolve("v.mp4"), 6);
    Files.writeString(
        folder.resolve("mixture.jsonl"),
        """
        {"id": "q", "task": "question", "image": "0.png", "split": "train", "instruction": "What?", "answer": "a road"}
        {"id": "p", "task": "change-caption", "images": ["0.png", "1.png"], "split": "train", "instruction": "What has changed?", "answers": ["all"]}
        {"id": "v", "task": "video-class", "video": "v.mp4", "split": "train", "instruction": "Which?", "answer": "racing"}
        {"id": "h", "task": "question", "image": "1.png", "split": "val", "instruction": "What?", "answer": "a lake"}
        {"id": "t", "task": "question", "image": "1.png", "split": "test", "instruction": "What?", "answer": "a test"}
        {"id": "b", "task": "question", "image": "gone.png", "split": "train", "instruction": "What?", "answer": "b"}
        """);
  }

  @Test
  void anAdapterIsTunedInPeftsLayoutAndTheModelLoadsIt(@TempDir Path folder) throws IOException {
    mixture(folder);
    assertThat(tune(folder, "--clues=none", "--rank=4", "--targets=q_proj,down_proj"))
        .as(() -> errors.toString())
        .isZero();
    assertThat(out.toString())
        .contains("Left out, broken records: 1")
        .contains("mixture.jsonl:6: there is no image gone.png")
        .contains("2 steps over 3 examples, mean loss")
        .contains("held-out loss")
        .containsPattern("tuning: [0-9.]+ % of the measured fp32 matrix rate .* \\(goal: 60 %, ");
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
    assertThat(tune(folder, "--clue-share=2")).isEqualTo(1);
    assertThat(errors.get(6)).contains("the clue share is from 0 to 1; got 2.0");
    assertThat(errors.get(5)).contains("--clues is none or cached, not 'some'");
    assertThat(errors.get(0)).contains("the micro-batch must divide the batch of 2; got 3");
    assertThat(errors.get(1)).contains("must be some of [q_proj").contains("[query]");
    assertThat(errors.get(2)).contains("nowhere").contains("config.json");
    assertThat(errors.get(3)).contains("nothing.jsonl: there is no such file");
    assertThat(errors.get(4)).contains("something else than an adapter");
    assertThat(folder.resolve("mixture.jsonl")).as("nothing was deleted").exists();
  }

  @Test
  void aMixtureFileGivesEachDatasetItsWeight(@TempDir Path folder) throws IOException {
    mixture(folder);
    Path file =
        Files.writeString(
            folder.resolve("mixture.yaml"),
            """
            datasets:
              - name: some
                folder: mixture.jsonl
                weight: 2
            """);
    assertThat(tune(folder, "--mixture=" + file, "--clue-share=0.5"))
        .as(() -> errors.toString())
        .isZero();
    assertThat(out.toString()).contains("3 steps over 6 examples");
    assertThat(folder.resolve("work/clues.jsonl")).content().contains("\"h\"").contains("\"q\"");

    Path page = folder.resolve("report.html");
    assertThat(
            new CommandLine(new ReportCommand())
                .setOut(new PrintWriter(out))
                .execute(folder.resolve("work").toString(), "--out=" + page))
        .isZero();
    assertThat(page).content().contains("tuning").contains("held-out loss");
  }

  @Test
  void imagesMayLieElsewhereThanTheLines(@TempDir Path folder) throws IOException {
    mixture(folder);
    Path lines = Files.createDirectory(folder.resolve("lines")).resolve("mixture.jsonl");
    Files.move(folder.resolve("mixture.jsonl"), lines);
    MixtureData data = MixtureData.read(lines, folder, 1, Progress.silent());
    assertThat(data.epoch(0)).extracting(Example::id).containsExactlyInAnyOrder("q", "p", "v");
    assertThat(data.heldOut()).extracting(Example::id).containsExactly("h");
    for (Example example : data.epoch(0)) {
      assertThat(example.media().get(0).frames(4))
          .hasSize(example.kind() == ImageKind.VIDEO ? 4 : 1);
    }
  }

  @Test
  void ofManyBrokenRecordsAFewAreNamed(@TempDir Path folder) throws IOException {
    mixture(folder);
    Files.writeString(folder.resolve("mixture.jsonl"), "{\n".repeat(9), StandardOpenOption.APPEND);
    MixtureData data =
        MixtureData.read(folder.resolve("mixture.jsonl"), null, 1, Progress.silent());
    data.tellBroken(new PrintWriter(out));
    assertThat(out.toString().lines())
        .hasSize(7)
        .startsWith("Left out, broken records: 10")
        .endsWith("  and 5 more; lab data inspect shows them");
  }
}
