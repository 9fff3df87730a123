package dev.swath.lab.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.LabCommand;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.ResultFiles;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.ModelFolder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on the model that comes with Swath and a handful of made-up images. */
class LabCommandsTest {

  private static final Path COMPACT = Path.of("../models/swath-compact");

  @TempDir private Path folder;
  private Path suite;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private String failure = "";

  @BeforeEach
  void makeData() throws IOException {
    // The commands talk and show progress; the tests' output stays quiet.
    System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    Files.createDirectory(folder.resolve("images"));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      image(folder.resolve("images/" + i + ".png"), i);
      for (String split : new String[] {"test", "val"}) {
        lines.append(line(i + ".png", split, i % 2 == 0 ? "yes" : "no"));
      }
    }
    Files.writeString(folder.resolve("images/broken.png"), "no image");
    lines.append(line("broken.png", "test", "yes"));
    Files.writeString(folder.resolve("mine.jsonl"), lines);
    suite =
        Files.writeString(
            folder.resolve("mine.yaml"),
            "name: mine\ntests:\n  - {name: water, layout: json-lines, path: mine.jsonl, scoring: balanced}\n");
  }

  @AfterEach
  void talkAgain() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void anEvaluationWritesItsResultAndItsPages() throws IOException {
    Path to = folder.resolve("out");
    assertThat(eval("--out", to.toString())).as(failure).isZero();
    EvaluationResult result = ResultFiles.read(to.resolve("results.json"));
    ModelFolder model = ModelFolder.open(COMPACT);
    assertThat(result.model().encoder()).isEqualTo(model.encoderFingerprint());
    assertThat(result.command()).startsWith("./swath lab eval --out").contains(" --suite ");
    TestResult test = result.tests().get(0);
    assertThat(test.examples()).isEqualTo(6);
    assertThat(test.leftOut().get(0).reason()).contains("broken.png");
    assertThat(test.scores()).hasSize(4);
    assertThat(Files.readString(to.resolve("report.md"))).contains("| water | balanced accuracy |");
    assertThat(Files.readString(to.resolve("report.html"))).contains("data:image/png;base64,");
  }

  @Test
  void answersDoNotDependOnTheBatch() throws IOException {
    eval("--out", folder.resolve("many").toString(), "--clues", "without");
    eval("--out", folder.resolve("one").toString(), "--batch", "1", "--clues", "without");
    TestResult many = ResultFiles.read(folder.resolve("many/results.json")).tests().get(0);
    TestResult one = ResultFiles.read(folder.resolve("one/results.json")).tests().get(0);
    assertThat(one.scores()).isEqualTo(many.scores());
    assertThat(one.confusion()).isEqualTo(many.confusion());
  }

  @Test
  void aCalibrationIsWrittenIntoTheModelAndUsed() throws IOException {
    Path model = copyOfCompact();
    assertThat(
            run(
                "calibrate",
                "--suite",
                suite.toString(),
                "--data",
                folder.toString(),
                "--model",
                model.toString()))
        .as(failure)
        .isZero();
    Calibration calibration = ModelFolder.open(model).calibration();
    assertThat(calibration.adapter()).isEqualTo("instructions");
    assertThat(calibration.count()).isEqualTo(6);
    Path to = folder.resolve("out");
    eval("--out", to.toString(), "--model", model.toString(), "--most", "2");
    assertThat(ResultFiles.read(to.resolve("results.json")).model().temperature())
        .isEqualTo(calibration.temperature());
  }

  @Test
  void theCardTakesTheScoresOfItsOwnModelOnly() throws IOException {
    Path to = folder.resolve("out");
    eval("--out", to.toString(), "--clues", "without");
    Path model = copyOfCompact();
    String results = to.resolve("results.json").toString();
    assertThat(run("card", "--results", results, "--model", model.toString())).as(failure).isZero();
    assertThat(Files.readString(model.resolve("README.md")))
        .contains("| water | balanced accuracy | 6 |")
        .contains("## Limits");
    Files.writeString(model.resolve("llm/other.json"), "{}");
    assertThat(run("card", "--results", results, "--model", model.toString())).isEqualTo(1);
    assertThat(failure).contains("measured with other weights");
  }

  @Test
  void theCardStaysAsItIsIfOneOfItsFilesIsMissing() throws IOException {
    Path to = folder.resolve("out");
    eval("--out", to.toString(), "--clues", "without", "--most", "2");
    Path model = copyOfCompact();
    String before = Files.readString(model.resolve("README.md"));
    String results = to.resolve("results.json").toString();
    String gone = folder.resolve("gone.json").toString();
    assertThat(run("card", "--model", model.toString())).isEqualTo(2);
    assertThat(run("card", "--results", results, "--ablation", gone, "--model", model.toString()))
        .isEqualTo(1);
    assertThat(failure).contains("'./swath lab ablate' writes it");
    assertThat(Files.readString(model.resolve("README.md"))).isEqualTo(before);
  }

  @Test
  void mistakesEndInOneLine() throws IOException {
    assertThat(eval("--suite", "best")).isEqualTo(1);
    assertThat(failure).contains("no suite 'best'").contains("compact, ucm, seeds");
    assertThat(eval("--data", folder.resolve("gone").toString())).isEqualTo(1);
    assertThat(failure).contains("mine.jsonl, which is not there").contains("--data");
    assertThat(eval("--adapter", "ships")).isEqualTo(1);
    assertThat(failure).contains("'ships'").contains("[instructions]");
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    Path own = COMPACT.resolve("adapters/instructions");
    Files.copy(
        own.resolve("adapter_model.safetensors"), other.resolve("adapter_model.safetensors"));
    Files.writeString(
        other.resolve("adapter_config.json"),
        Files.readString(own.resolve("adapter_config.json"))
            .replaceAll("\"r\" : \\d+", "\"r\" : 3"));
    assertThat(eval("--adapter", other.toString())).isEqualTo(1);
    assertThat(failure).contains(other.toString());
    assertThat(failure.lines()).hasSize(1);
  }

  private int eval(String... more) {
    return run(
        Stream.concat(
                Stream.of("eval"),
                Stream.concat(
                    Stream.of(more),
                    Stream.of(
                        "--suite",
                        suite.toString(),
                        "--data",
                        folder.toString(),
                        "--model",
                        COMPACT.toString())))
            .toArray(String[]::new));
  }

  /** The first of equal options counts, so that a test can put its own before the usual ones. */
  private int run(String... args) {
    List<String> once = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--") && once.contains(args[i])) {
        i++;
      } else {
        once.add(args[i]);
      }
    }
    failure = "";
    return new CommandLine(new LabCommand())
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              failure = "" + thrown.getMessage();
              return 1;
            })
        .execute(once.toArray(String[]::new));
  }

  private Path copyOfCompact() throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> files = Files.walk(COMPACT)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(COMPACT.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    return copy;
  }

  private static String line(String image, String split, String answer) {
    return ("{\"image\": \"images/%s\", \"split\": \"%s\", \"question\": \"Is there open water in the"
            + " image? Answer the question using a single word or phrase.\", \"answer\":"
            + " \"%s\"}\n")
        .formatted(image, split, answer);
  }

  private static void image(Path file, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
