package dev.swath.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.swath.lab.bench.Figure;
import dev.swath.lab.bench.JlamaFigure;
import dev.swath.lab.bench.OnnxFigure;
import dev.swath.lab.bench.Peers;
import dev.swath.vlm.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The benchmark with its peers, in processes as they are, on networks so small that its figures
 * mean nothing: a figure has a ratio only if both have computed the same.
 */
class PeerFiguresTest {

  private static final Path COMPACT = Path.of("../models/swath-compact");

  private static final Peers PEERS =
      new Peers(
          System.getProperty("java.class.path"),
          Path.of("src/main/jlama/JlamaPeer.java"),
          Optional.empty());

  private static final ModelConfig TINY =
      new ModelConfig(
          new ModelConfig.Vision(32, 64, 2, 2, 32, 8, 1e-6),
          new ModelConfig.Projector(0, 8),
          new ModelConfig.Language(128, 256, 2, 2, 2, 1024, 256, 1e-5, 10_000, true, 1, -1),
          false,
          8);

  @Test
  void onnxRuntimeEncodesAsSwathDoes() {
    Figure figure = OnnxFigure.measure("tiny", TINY.vision(), 3, PEERS, 1);
    assertThat(figure.note()).startsWith("features differ by up to ").contains("attention as ");
    assertThat(figure.ratio().orElseThrow()).isPositive();
    assertThat(figure.against()).matches("ONNX Runtime \\d+\\.\\d+\\.\\d+");
  }

  @Test
  void jlamaAnswersAsSwathDoes() {
    Figure figure = JlamaFigure.measure("tiny", COMPACT, TINY, PEERS, 1);
    assumeThat(figure.note()).as("a JDK for Jlama").doesNotStartWith("Jlama needs a JDK");
    assertThat(figure.note())
        .startsWith("4 answers of 33 tokens alike")
        .containsPattern("Jlama with Q4 weights and I8 inputs [0-9.]+ tokens/s");
    assertThat(figure.ratio()).isPresent();
    assertThat(figure.against()).matches("Jlama \\d+\\.\\d+\\.\\d+, fp32");
  }
}
