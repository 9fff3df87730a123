package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.score.QuestionAccuracy.Answered;
import dev.swath.lab.score.QuestionAccuracy.TypeAccuracy;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionAccuracyTest {

  private static final List<Answered> ANSWERS =
      List.of(
          answered("presence", "yes", "Yes."),
          answered("presence", "no", "no"),
          answered("presence", "no", "yes"),
          answered("comp", "no", "yes"),
          answered("count", "3", "3"),
          answered("area", "100m2", "0m2"));

  @Test
  void countAndAreaAreLeftOutOfTheAveragesOfRsvqaAndReported() {
    QuestionAccuracy scores = QuestionAccuracy.rsvqa(ANSWERS);
    assertThat(scores.types())
        .containsExactly(new TypeAccuracy("comp", 1, 0), new TypeAccuracy("presence", 3, 2));
    assertThat(scores.leftOut())
        .containsExactly(new TypeAccuracy("area", 1, 0), new TypeAccuracy("count", 1, 1));
    assertThat(scores.overall()).isCloseTo(2.0 / 4, within(1e-12));
    assertThat(scores.average()).isCloseTo((0 + 2.0 / 3) / 2, within(1e-12));
  }

  @Test
  void openQuestionsLeaveNothingOut() {
    QuestionAccuracy scores = QuestionAccuracy.open(ANSWERS);
    assertThat(scores.leftOut()).isEmpty();
    assertThat(scores.overall()).isCloseTo(3.0 / 6, within(1e-12));
    assertThat(scores.average()).isCloseTo((0 + 0 + 1 + 2.0 / 3) / 4, within(1e-12));
  }

  @Test
  void anyReferenceIsRight() {
    assertThat(new Answered("", List.of("plane", "airplane"), "Airplane").right()).isTrue();
    assertThat(new Answered("", List.of("plane", "airplane"), "aircraft").right()).isFalse();
  }

  @Test
  void averagesOfNothingAreNotDefined() {
    QuestionAccuracy scores = QuestionAccuracy.rsvqa(List.of(answered("count", "1", "1")));
    assertThat(scores.overall()).isNaN();
    assertThat(scores.average()).isNaN();
  }

  @Test
  void answersMatchAfterLowerCasingAndStrippingPunctuation() {
    assertThat(AnswerMatch.matches(" A “storage-tank”!", "a storagetank")).isTrue();
    assertThat(AnswerMatch.matches("rural  area", "Rural area.")).isTrue();
    assertThat(AnswerMatch.matches("yes", "yes it is")).isFalse();
    assertThat(AnswerMatch.matches("", "no")).isFalse();
  }

  private static Answered answered(String type, String expected, String answer) {
    return new Answered(type, List.of(expected), answer);
  }
}
