package dev.swath.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildJvmTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void whatAChildPrintsComesBack() throws IOException {
    ChildJvm.Command command =
        new ChildJvm.Command(
            Echo.class.getName(),
            List.of("-Dgreeting=hello"),
            Map.of("SWATH_TEST_NAME", "child"),
            List.of("print"));
    assertThat(ChildJvm.run(command, MINUTE).lines()).containsExactly("hello child");
  }

  @Test
  void aChildThatFailsSaysWhy() {
    ChildJvm.Command command = ChildJvm.Command.of(Echo.class.getName(), List.of(), "fail");
    assertThatThrownBy(() -> ChildJvm.run(command, MINUTE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(Echo.class.getName(), "ended with 1", "this cannot work");
  }

  @Test
  void aChildThatWaitsEndsWhenItIsClosed() throws IOException {
    try (ChildJvm child =
        ChildJvm.start(ChildJvm.Command.of(Echo.class.getName(), List.of(), "wait"))) {
      assertThat(child.await(line -> line.startsWith("ready"), MINUTE)).isEqualTo("ready at once");
    }
  }

  @Test
  void aChildThatEndsBeforeItIsReadyIsNotWaitedFor() throws IOException {
    try (ChildJvm child =
        ChildJvm.start(ChildJvm.Command.of(Echo.class.getName(), List.of(), "print"))) {
      assertThatThrownBy(() -> child.await(line -> line.startsWith("ready"), MINUTE))
          .hasMessageContaining("ended with 0");
    }
  }

  static final class Echo {
    public static void main(String[] args) throws IOException {
      switch (args[0]) {
        case "print" ->
            System.out.println(
                System.getProperty("greeting") + " " + System.getenv("SWATH_TEST_NAME"));
        case "wait" -> {
          System.out.println("ready at once");
          System.in.readAllBytes();
        }
        default -> throw new IllegalStateException("this cannot work");
      }
    }
  }
}
