package dev.swath.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalvingTest {

  private final List<List<Integer>> calls = new ArrayList<>();

  @Test
  void whatFitsIsDoneTogether() {
    assertThat(Halving.work(List.of(1, 2, 3), fits(3))).containsExactly(10, 20, 30);
    assertThat(calls).containsExactly(List.of(1, 2, 3));
  }

  @Test
  void whatDoesNotFitIsHalvedUntilItDoesAndDoneInOrderAndOnce() {
    assertThat(Halving.work(List.of(1, 2, 3, 4, 5), fits(2))).containsExactly(10, 20, 30, 40, 50);
    assertThat(calls)
        .containsExactly(
            List.of(1, 2, 3, 4, 5), List.of(1, 2, 3), List.of(1, 2), List.of(3), List.of(4, 5));
  }

  @Test
  void whatDoesNotFitAloneFailsAndWhatWasDoneBeforeIsKept() {
    List<Integer> done = new ArrayList<>();

    assertThatThrownBy(
            () ->
                Halving.work(
                    List.of(1, 2, 3, 4),
                    batch -> batch.contains(3) ? fits(0).apply(batch) : fits(4).apply(batch),
                    done))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(done).containsExactly(10, 20);
  }

  @Test
  void otherFailuresAreNotHalved() {
    assertThatThrownBy(
            () ->
                Halving.work(
                    List.of(1, 2),
                    batch -> {
                      calls.add(batch);
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(calls).hasSize(1);
  }

  private java.util.function.Function<List<Integer>, List<Integer>> fits(int most) {
    return batch -> {
      calls.add(List.copyOf(batch));
      if (batch.size() > most) {
        throw new OutOfMemoryError("Java heap space");
      }
      return batch.stream().map(n -> n * 10).toList();
    };
  }
}
