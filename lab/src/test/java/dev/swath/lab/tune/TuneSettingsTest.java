package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import org.junit.jupiter.api.Test;

class TuneSettingsTest {

  @Test
  void aSmallModelComputesManyExamplesAtOnceAndALargeOneOne() {
    ModelConfig.Language compact = ModelFolder.open(Drawn.COMPACT).config().language();
    ModelConfig.Language large =
        new ModelConfig.Language(2560, 6912, 32, 20, 20, 32_000, 4096, 1e-5, 10_000, false, 1, 2);

    assertThat(TuneSettings.fittingMicroBatch(compact, 128)).isEqualTo(64);
    assertThat(TuneSettings.fittingMicroBatch(large, 128)).isEqualTo(1);
  }

  @Test
  void howManyAreComputedAtOnceDividesTheBatch() {
    ModelConfig.Language compact = ModelFolder.open(Drawn.COMPACT).config().language();

    assertThat(TuneSettings.fittingMicroBatch(compact, 100)).isEqualTo(50);
    assertThat(TuneSettings.fittingMicroBatch(compact, 97)).isEqualTo(1);
    assertThat(TuneSettings.fittingMicroBatch(compact, 16)).isEqualTo(16);
  }
}
