package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountingTest {

  @Test
  void answersThatAreNoNumberAreReportedAndNeverExact() {
    Counting scores =
        Counting.of(List.of("3", "10", "0", "7"), List.of("three", "12.", "none", "many ships"));
    assertThat(scores.notNumbers()).containsExactly(2, 3);
    assertThat(scores.exactShare()).isEqualTo(0.25);
    assertThat(scores.meanAbsoluteError()).isCloseTo((0 + 2) / 2.0, within(1e-12));
  }

  @Test
  void withoutANumberThereIsNoMeanError() {
    Counting scores = Counting.of(List.of("3"), List.of("some"));
    assertThat(scores.meanAbsoluteError()).isNaN();
    assertThat(scores.exactShare()).isZero();
  }

  @Test
  void numbersAreDigitsOrShortWords() {
    assertThat(Counting.number(" 1,200 ")).hasValue(1200);
    assertThat(Counting.number("-3.5")).hasValue(-3.5);
    assertThat(Counting.number("Twenty.")).hasValue(20);
    assertThat(Counting.number("3 ships")).isEmpty();
    assertThat(Counting.number("1,2")).isEmpty();
    assertThat(Counting.number("NaN")).isEmpty();
    assertThat(Counting.number("")).isEmpty();
  }

  @Test
  void aTruthThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> Counting.of(List.of("1", "few"), List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 1, \"few\"");
    assertThatThrownBy(() -> Counting.of(List.of("1"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 truths and 0 answers");
  }
}
