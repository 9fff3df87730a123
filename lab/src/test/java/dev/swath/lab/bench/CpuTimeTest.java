package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

  @Test
  void whatAChildComputesIsCountedWhenItHasEnded() throws Exception {
    assumeTrue(CpuTime.isKnown(), "no /proc");
    double before = CpuTime.children();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(new ProcessBuilder(java, "-version").start().waitFor()).isZero();
    // Starting Java takes some hundredths of a second on any machine
    assertThat(CpuTime.children()).isGreaterThan(before);
  }

  @Test
  void whatThisProcessComputesIsCounted() {
    double before = CpuTime.own();
    double sum = 0;
    for (int i = 1; i < 20_000_000; i++) {
      sum += 1.0 / i;
    }
    assertThat(sum).isPositive();
    assertThat(CpuTime.own()).isGreaterThan(before);
  }
}
