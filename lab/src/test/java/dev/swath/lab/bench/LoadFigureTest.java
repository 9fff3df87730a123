package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.vlm.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The benchmark itself, on a model so small that its ratio means nothing. */
class LoadFigureTest {

  private static final Path COMPACT = Path.of("../models/swath-compact");

  private static final ModelConfig.Language SMALL =
      new ModelConfig.Language(256, 512, 8, 4, 4, 4096, 512, 1e-5, 10_000, false, 1, 2);

  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void processesTellTheirMemory() {
    assumeTrue(ProcessMemory.isKnown(), "no /proc");
  }

  @Test
  void aModelThatFitsIsLoadedWhole() throws IOException {
    Figure figure = LoadFigure.measure(COMPACT, SMALL, Long.MAX_VALUE, progress::add);
    assertThat(progress).containsExactly("loading 8 of 8 layers");
    assertThat(figure.note()).isEqualTo("all 8 layers were loaded");
    // Two embeddings of 4096 x 256, and eight times 4 x 256 x 256 + 3 x 256 x 512, in fp32
    assertThat(figure.reference()).isEqualTo("29 MB");
    assertThat(figure.ratio().orElseThrow()).isGreaterThan(1).isLessThan(20);
  }

  @Test
  void ofAModelThatDoesNotFitFewerLayersAreLoadedAndThatIsSaid() throws IOException {
    long roomForFour = (2L << 30) + 26_000_000;
    Figure figure = LoadFigure.measure(COMPACT, SMALL, roomForFour, progress::add);
    assertThat(progress).containsExactly("loading 4 of 8 layers");
    assertThat(figure.reference()).isEqualTo("29 MB");
    assertThat(figure.note()).contains("by arithmetic", "4 of 8 layers");
  }

  @Test
  void whereNothingFitsNothingIsLoaded() throws IOException {
    Figure figure = LoadFigure.measure(COMPACT, SMALL, 1000, progress::add);
    assertThat(figure.status()).isEqualTo("not run");
    assertThat(figure.note()).contains("not even one layer");
    assertThat(progress).isEmpty();
  }
}
