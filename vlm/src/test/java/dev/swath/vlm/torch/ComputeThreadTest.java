package dev.swath.vlm.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComputeThreadTest {

  @Test
  void allCallersComputeInOneThread() {
    List<CompletableFuture<String>> names =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> ComputeThread.run(() -> Thread.currentThread().getName())))
            .toList();
    assertThat(names).extracting(CompletableFuture::join).containsOnly("swath-compute");
  }

  @Test
  void whatACallThrowsIsThrownToItsCallerAndTheNextCallRuns() {
    IllegalStateException thrown = new IllegalStateException("a wrong shape");
    assertThatThrownBy(
            () ->
                ComputeThread.run(
                    () -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(ComputeThread.run(() -> 2)).isEqualTo(2);
  }
}
