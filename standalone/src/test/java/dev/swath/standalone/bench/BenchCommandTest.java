package dev.swath.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

  @TempDir Path folder;

  /** Two parts that need a model, and there is none. */
  @Test
  void aPartThatFailsDoesNotTakeTheOthersWithIt() throws IOException {
    Path document = folder.resolve("docs/performance.md");
    int code =
        run(
            "pipeline",
            "work",
            "--model=" + folder.resolve("nowhere"),
            "--out=" + folder.resolve("out"),
            "--doc=" + document);
    assertThat(code).isZero();
    JsonNode figures =
        new ObjectMapper().readTree(folder.resolve("out/bench.json").toFile()).path("figures");
    assertThat(figures).hasSize(2);
    assertThat(figures)
        .allSatisfy(
            figure -> {
              assertThat(figure.path("status").asText()).isEqualTo("not run");
              assertThat(figure.path("note").asText()).contains("nowhere");
            });
    assertThat(document)
        .content()
        .contains(
            "Made by `./swath lab bench pipeline work`",
            "| pipeline |",
            "| work |",
            "libtorch 2.",
            PipelineFigure.METHOD,
            WorkFigure.METHOD)
        .doesNotContain(TensorFigure.METHOD);
  }

  @Test
  void withoutAPartNothingIsMeasured() {
    assertThat(run("--out=" + folder)).isEqualTo(2);
  }

  private static int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments);
  }
}
