package dev.swath.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.bench.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandaloneMemoryTest {

  private static final Path MODEL = Path.of("../models/swath-compact");
  private static final long MB = 1_000_000;

  @Test
  void theFloorIsToldAndTakenOff() {
    List<Figure> figures =
        StandaloneMemory.figures(1_500 * MB, 40 * MB, 240 * MB, 540 * MB, 64_455_680);
    // Caches of 320 MiB and the weights: 400 MB
    assertThat(figures.get(0).reference()).isEqualTo("400 MB");
    assertThat(figures.get(0).ratio().orElseThrow()).isEqualTo(3.75);
    assertThat(figures.get(0).note()).isEqualTo("weights 64 MB, caches 336 MB");
    assertThat(figures.get(1).ratio().orElseThrow()).isEqualTo(2.4);
    assertThat(figures.get(1).note())
        .isEqualTo("floor: a JVM 40 MB, with a broker 240 MB, with libtorch 540 MB");
    assertThat(figures).allSatisfy(figure -> assertThat(figure.limits()).isNotEmpty());
  }

  /** Twice the files, which hold bf16, without their headers. */
  @Test
  void theWeightsAreThoseOfAllFilesInFp32() throws IOException {
    long files = 0;
    for (String file :
        List.of(
            "llm/model.safetensors",
            "mm_projector/model.safetensors",
            "vision_tower/model.safetensors",
            "adapters/instructions/adapter_model.safetensors")) {
      files += MODEL.resolve(file).toFile().length();
    }
    assertThat(StandaloneMemory.weights(MODEL)).isBetween((long) (1.9 * files), 2 * files);
  }
}
