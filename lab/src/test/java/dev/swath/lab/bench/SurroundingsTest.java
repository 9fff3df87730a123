package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SurroundingsTest {

  @Test
  void theSentenceNamesProcessorsJavaAndLibtorch() {
    assertThat(Surroundings.describe())
        .contains(
            Runtime.getRuntime().availableProcessors() + " cores",
            System.getProperty("java.runtime.version"),
            "libtorch 2.")
        .doesNotContain("null");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void linuxTellsItsMemory() {
    assertThat(Surroundings.describe()).contains("GB of memory");
    assertThat(Surroundings.availableMemory().orElseThrow()).isGreaterThan(1L << 20);
  }
}
