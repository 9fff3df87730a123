package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.lab.bench.Figure.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

  private static final Figure REACHED =
      Figure.of("encode", "matrix rate", "90 GFLOP/s", "100 GFLOP/s", 0.9, Goal.atLeast(0.8))
          .noting("12 images/s");
  private static final Figure MISSED =
      Figure.of("memory", "weights < cache", "3 GB", "2 GB", 1.5, Goal.atMost(1.3))
          .limitedBy("the JVM's floor is larger than the model");
  private static final Figure SLOPE = Figure.reported("cost", "work", "exponent 1.1", "1", 1.1);
  private static final Figure NOT_RUN =
      Figure.notRun("decode", "a peer", Goal.atLeast(1.3), "it needs another processor");

  private final BenchReport report =
      new BenchReport("./swath lab bench", "method", List.of(REACHED, MISSED, SLOPE, NOT_RUN));

  @Test
  void aGoalIsReachedFromItsOwnSide() {
    assertThat(REACHED.status()).isEqualTo("ok");
    assertThat(MISSED.status()).isEqualTo("MISSED");
    assertThat(Figure.of("a", "b", "", "", 1.3, Goal.atMost(1.3)).status()).isEqualTo("ok");
    assertThat(Figure.of("a", "b", "", "", 1.3, Goal.atLeast(1.3)).status()).isEqualTo("ok");
  }

  @Test
  void theTableSaysWhyAFigureIsMissing() {
    assertThat(report.markdown().lines())
        .contains(
            "| encode | 90 GFLOP/s (12 images/s) | matrix rate 100 GFLOP/s | 0.90 | >= 0.80 | ok |",
            "| memory | 3 GB | weights < cache 2 GB | 1.50 | <= 1.30 | MISSED |",
            "| cost | exponent 1.1 | work 1 | 1.10 | - | reported |",
            "| decode | (it needs another processor) | a peer | - | >= 1.30 | not run |");
  }

  @Test
  void thePageHasABarForEveryFigureAndEscapesTexts() {
    assertThat(report.page())
        .containsOnlyOnce("class=\"ok\"")
        .containsOnlyOnce("class=\"MISSED\"")
        .containsOnlyOnce("class=\"reported\"")
        .contains("weights &lt; cache", "not run (&gt;= 1.30)", ">1.10</text>")
        .contains("memory (1.50, &lt;= 1.30): the JVM's floor is larger than the model");
  }

  @Test
  void theDocumentTellsWhyAGoalIsMissedAndOfNoOtherFigure(@TempDir Path folder) throws IOException {
    Figure unexplained = Figure.of("ingest", "gdal", "1", "2", 0.5, Goal.atLeast(1));
    Path file = folder.resolve("docs/performance.md");
    new BenchReport("command", "method", List.of(REACHED, MISSED, SLOPE, NOT_RUN, unexplained))
        .writeDocument(file);
    assertThat(Files.readString(file).lines().filter(line -> line.startsWith("- ")))
        .containsExactly(
            "- memory (1.50, <= 1.30): the JVM's floor is larger than the model",
            "- ingest (0.50, >= 1.00): why is not known yet.");
    new BenchReport("command", "method", List.of(REACHED, SLOPE)).writeDocument(file);
    assertThat(file).content().doesNotContain("missed").contains("How it was measured", "method");
  }

  @Test
  void aPartThatFailedIsAFigureThatWasNotRun() {
    Figure part = Figure.notRun("tensors", "no broker\n  at a|b");
    assertThat(part.status()).isEqualTo("not run");
    assertThat(new BenchReport("c", "m", List.of(part)).markdown())
        .contains("| tensors | (no broker at a\\|b) |  | - | - | not run |");
    assertThat(new BenchReport("c", "m", List.of(part)).page()).contains(">not run</text>");
  }

  @Test
  void theFilesHoldTheSameFigures(@TempDir Path folder) throws IOException {
    report.write(folder.resolve("bench"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("bench/bench.json").toFile());
    assertThat(json.path("figures")).hasSize(4);
    assertThat(json.path("figures").get(1).path("ratio").asDouble()).isEqualTo(1.5);
    assertThat(json.path("figures").get(1).path("limits").asText()).contains("floor");
    assertThat(json.path("figures").get(2).has("goal")).isFalse();
    assertThat(json.path("figures").get(3).has("ratio")).isFalse();
    assertThat(folder.resolve("bench/bench.md"))
        .content()
        .startsWith("# Speed")
        .contains("./swath lab bench", report.markdown(), "method");
    assertThat(folder.resolve("bench/bench.html")).hasContent(report.page());
  }
}
