package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerNumberTest {

  @Test
  void numbersAreDigitsOrShortWords() {
    assertThat(AnswerNumber.of(" 1,200 ")).hasValue(1200);
    assertThat(AnswerNumber.of("-3.5")).hasValue(-3.5);
    assertThat(AnswerNumber.of("Twenty.")).hasValue(20);
    assertThat(AnswerNumber.of("3 ships")).isEmpty();
    assertThat(AnswerNumber.of("1,2")).isEmpty();
    assertThat(AnswerNumber.of("NaN")).isEmpty();
    assertThat(AnswerNumber.of("")).isEmpty();
  }
}
