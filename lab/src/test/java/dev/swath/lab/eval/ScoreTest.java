package dev.swath.lab.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ImageKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {

  @Test
  void caseAndPunctuationDoNotMatter() {
    assertThat(Score.matches("Annual crop.", "annual crop")).isTrue();
    assertThat(Score.matches("crop", "annual crop")).isFalse();
  }

  @Test
  void aConstantAnswerScoresOneHalfWhenBalanced() {
    List<Question> questions = List.of(question("yes"), question("no"), question("no"));
    List<String> answers = List.of("no", "no", "no");
    assertThat(Score.of("test", true, questions, answers).value()).isEqualTo(0.5);
    assertThat(Score.of("test", false, questions, answers).value()).isEqualTo(2.0 / 3);
  }

  private static Question question(String expected) {
    return new Question(ImageKind.IMAGE, List.of(), "?", expected);
  }
}
