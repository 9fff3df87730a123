package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.train.CompactModel;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark itself, on a model so small that its figures mean nothing. */
class LanguageFiguresTest {

  private static final Path COMPACT = Path.of("../models/swath-compact");

  private static final ModelConfig TINY =
      new ModelConfig(
          CompactModel.CONFIG.vision(),
          CompactModel.CONFIG.projector(),
          new ModelConfig.Language(32, 64, 2, 4, 4, 32_000, 1024, 1e-5, 10_000, true, 1, -1),
          false,
          8);

  @Test
  void everyFigureComesOutWithARatio() throws IOException {
    try (RandomModel model = new RandomModel(COMPACT, TINY, false);
        RandomModel int8 = new RandomModel(COMPACT, TINY, true)) {
      List<Figure> figures =
          new LanguageFigures("tiny", model, int8, new Machine("fp32", () -> 1e11, () -> 1e10))
              .measure();
      assertThat(figures).hasSize(7);
      assertThat(figures)
          .allSatisfy(figure -> assertThat(figure.ratio().orElseThrow()).isPositive().isFinite());
    }
  }

  @Test
  void promptsHaveTheLengthThatIsMeasuredAndShareNothing() throws IOException {
    try (RandomModel model = new RandomModel(COMPACT, TINY, false)) {
      GenerationRequest one = model.request(256, 1);
      GenerationRequest other = model.request(256, 1);
      assertThat(model.tokens(one)).hasSize(256);
      assertThat(model.tokens(other)).hasSize(256).isNotEqualTo(model.tokens(one));
    }
  }

  @Test
  void theWorkOfATokenIsThatOfItsWeights() throws IOException {
    try (RandomModel model = new RandomModel(COMPACT, TINY, false)) {
      // Two for each weight, and of attention with one token nearly nothing
      assertThat(model.prefillFlops(1, 1))
          .isCloseTo(model.weightBytes() / Float.BYTES * 2, within(300.0));
    }
  }
}
