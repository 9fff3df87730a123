package dev.swath.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static final String SYSTEM = "org.springframework.boot.logging.LoggingSystem";

  @BeforeEach
  void asTheCommandStarts() {
    System.setProperty(SYSTEM, "none");
  }

  @AfterEach
  void asItWas() {
    System.clearProperty(SYSTEM);
  }

  @Test
  void springBootLogsWhereJsonIsAskedFor() {
    assertThat(Logging.structured(List.of("--a=b", "--logging.structured.format.console=ecs")))
        .isTrue();
    assertThat(System.getProperty(SYSTEM)).isNull();
    assertThat(Logging.class.getResource("/logback-structured.xml")).isNotNull();
  }

  @Test
  void otherwiseOurOwnFileSaysItAll() {
    assertThat(Logging.structured(List.of("--logging.level.root=INFO"))).isFalse();
    assertThat(System.getProperty(SYSTEM)).isEqualTo("none");
  }
}
