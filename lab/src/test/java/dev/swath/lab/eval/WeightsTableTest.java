package dev.swath.lab.eval;

import static dev.swath.lab.eval.FakeAnswerer.example;
import static dev.swath.lab.eval.FakeAnswerer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightsTableTest {

  private static final Suite SUITE =
      new Suite(
          "two",
          List.of(
              SuiteTest.of(
                  "water",
                  Scoring.BALANCED,
                  List.of(example("a", "", "yes"), example("b", "", "no"))),
              SuiteTest.of("roads", Scoring.BALANCED, List.of(example("c", "", "no")))),
          List.of());

  @Test
  void scoresStandSideBySideAndSameAnswersAreCounted() {
    RecordedAnswers full = new RecordedAnswers();
    RecordedAnswers int8 = new RecordedAnswers();
    EvaluationResult right = run(full, FakeAnswerer.of(e -> reply(e.answers().get(0), 0.9)));
    EvaluationResult no = run(int8, FakeAnswerer.of(e -> reply("no", 0.9)));
    assertThat(WeightsTable.of(right, full, no, int8).lines())
        .contains(
            "| water | balanced accuracy | 100.0 | 50.0 | 50.0 % of 2 |",
            "| roads | balanced accuracy | 100.0 | 100.0 | 100.0 % of 1 |",
            "Same answers: 66.7 % of 3.");
  }

  private static EvaluationResult run(RecordedAnswers recorded, Answerer answerer) {
    return new Evaluation(Split.TEST, Clues.WITH, 10, 1, 0, "./swath lab weights")
        .run(SUITE, recorded.of(answerer));
  }
}
