package dev.swath.lab.eval;

import static dev.swath.lab.eval.FakeAnswerer.example;
import static dev.swath.lab.eval.FakeAnswerer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.lab.eval.report.TestResult.Answer;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import dev.swath.lab.eval.report.TestResult.Measured;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final Evaluation EVALUATION =
      new Evaluation(Split.TEST, Clues.BOTH, 1000, 1, 3, "./swath lab eval");

  @Test
  void aConstantAnswerToYesOrNoScoresOneHalf() {
    List<Example> examples = List.of(example("a", "", "yes"), example("b", "", "no"), no("c"));
    TestResult result =
        only(SuiteTest.of("presence", Scoring.BALANCED, examples), e -> reply("No.", 0.9));
    assertThat(value(result, "balanced accuracy")).isEqualTo(50);
    assertThat(value(result, "accuracy")).isCloseTo(200.0 / 3, within(1e-9));
    assertThat(result.confusion().classes()).containsExactly("no", "yes");
    assertThat(result.confusion().counts()).containsExactly(List.of(2, 0, 0), List.of(1, 0, 0));
  }

  @Test
  void theTwoAveragesOfQuestionTypesAreToldApartAndCountsAreLeftOutAndSaidSo() {
    List<Example> examples =
        List.of(
            example("a", "presence", "yes"),
            example("b", "presence", "yes"),
            example("c", "presence", "yes"),
            example("d", "comp", "no"),
            example("e", "count", "7"));
    TestResult result = only(SuiteTest.of("LR", Scoring.RSVQA, examples), e -> reply("yes", 0.9));
    assertThat(value(result, "overall")).isEqualTo(75);
    assertThat(value(result, "average of types")).isEqualTo(50);
    assertThat(value(result, "accuracy: presence")).isEqualTo(100);
    assertThat(result.examples()).isEqualTo(4);
    assertThat(result.leftOut())
        .containsExactly(new LeftOut(1, "questions of type count, as in the RSVQA papers"));
  }

  @Test
  void numbersAreComparedAsNumbersAndOtherAnswersAreReported() {
    List<Example> examples =
        List.of(example("a", "", "3"), example("b", "", "5"), example("c", "", "1"));
    TestResult result =
        only(
            SuiteTest.of("cars", Scoring.COUNT, examples),
            e -> reply(e.id().equals("c") ? "many" : "3", 0.9));
    assertThat(value(result, "exact")).isCloseTo(100.0 / 3, within(1e-9));
    assertThat(value(result, "mean absolute error")).isEqualTo(1);
    assertThat(result.leftOut())
        .contains(
            new LeftOut(1, "answers with clue that are no number, from the mean absolute error"));
  }

  @Test
  void anAnswerOutsideTheClassesHasItsOwnColumn() {
    List<Example> examples = List.of(example("a", "", "lake"), example("b", "", "wood"));
    SuiteTest test =
        new SuiteTest(
            "land use",
            "",
            Scoring.CLASSES,
            List.of("lake", "wood"),
            examples,
            List.of(),
            List.of(new SuiteTest.Goal("accuracy", 60)));
    TestResult result = only(test, e -> reply(e.id().equals("a") ? "Lake" : "a boat", 0.9));
    assertThat(result.confusion().counts()).containsExactly(List.of(1, 0, 0), List.of(0, 0, 1));
    assertThat(result.classes().get(0).precision()).isEqualTo(100);
    assertThat(result.classes().get(1).precision()).isNaN();
    assertThat(result.goals())
        .singleElement()
        .satisfies(goal -> assertThat(goal.reached()).isFalse());
  }

  @Test
  void sureAndWrongComesFirstAndOfTheRightOnesTheLeastSure() {
    List<Example> examples = List.of(no("sure"), no("unsure"), no("right"), no("doubtful"));
    TestResult result =
        only(
            SuiteTest.of("presence", Scoring.BALANCED, examples),
            e ->
                switch (e.id()) {
                  case "sure" -> reply("yes", 0.99);
                  case "unsure" -> reply("yes", 0.6);
                  case "right" -> reply("no", 0.9);
                  default -> reply("no", 0.5);
                });
    assertThat(result.worst()).extracting(Answer::id).containsExactly("sure", "unsure", "doubtful");
  }

  @Test
  void answersWithAndWithoutClueAreScoredApart() {
    List<Example> examples = List.of(no("a"), no("b"));
    SuiteTest test = SuiteTest.of("presence", Scoring.BALANCED, examples);
    FakeAnswerer answerer = new FakeAnswerer(e -> reply("yes", 0.5), e -> reply("no", 0.5));
    TestResult result = run(List.of(test), answerer).tests().get(0);
    assertThat(result.score("accuracy", false).orElseThrow().value()).isZero();
    assertThat(result.score("accuracy", true).orElseThrow().value()).isEqualTo(100);
    assertThat(result.worst().get(0).clue()).isEqualTo("a clue");
  }

  @Test
  void anImageThatCannotBeReadIsLeftOutWithItsReason() {
    List<Example> examples = List.of(no("a"), no("broken"));
    TestResult result =
        only(
            SuiteTest.of("presence", Scoring.BALANCED, examples),
            e -> e.id().equals("broken") ? null : reply("no", 0.9));
    assertThat(result.examples()).isEqualTo(1);
    assertThat(result.leftOut()).containsExactly(new LeftOut(1, "images cannot be read: gone"));
  }

  @Test
  void captionsAreScoredAgainstTheirReferencesWorstFirst() {
    List<Example> examples =
        List.of(example("a", "", "a lake in a wood"), example("b", "", "boats in the harbour"));
    SuiteTest test = SuiteTest.of("captions", Scoring.CAPTIONS, examples);
    TestResult result = only(test, e -> reply(e.id().equals("a") ? "a lake in a wood" : "no", 0.9));
    assertThat(value(result, "ROUGE-L")).isCloseTo(50, within(1e-9));
    assertThat(result.scores()).extracting(Measured::metric).contains("BLEU-4", "CIDEr-D");
    assertThat(result.reliability()).isNull();
    assertThat(result.worst()).extracting(Answer::id).containsExactly("b", "a");
  }

  @Test
  void theFactsOfAChangeAreScoredOneByOne() {
    String reference = "Open water has spread over a part of the area, on the left.";
    List<Example> examples =
        List.of(
            example("whole", "", reference),
            example("place", "", reference),
            example("way", "", reference),
            example("none", "", "Vegetation has been cleared in most of the area."));
    TestResult result =
        only(
            SuiteTest.of("facts", Scoring.FACTS, examples),
            e ->
                reply(
                    switch (e.id()) {
                      case "whole" -> reference;
                      case "place" -> reference.replace("on the left", "at the top");
                      case "way" -> "Water has receded from a part of the area, on the left.";
                      default -> "There is no obvious change.";
                    },
                    0.9));
    assertThat(value(result, "what")).isEqualTo(75);
    assertThat(value(result, "which way")).isEqualTo(50);
    // The last reference names no place
    assertThat(value(result, "where")).isCloseTo(200.0 / 3, within(1e-9));
  }

  @Test
  void theReliabilityOfAllAnswersIsThatOfTheirBins() {
    SuiteTest right = SuiteTest.of("right", Scoring.BALANCED, List.of(no("a"), no("b")));
    SuiteTest wrong = SuiteTest.of("wrong", Scoring.BALANCED, List.of(no("c"), no("d")));
    FakeAnswerer answerer = FakeAnswerer.of(e -> reply("ab".contains(e.id()) ? "no" : "yes", 0.9));
    EvaluationResult result = run(List.of(right, wrong), answerer);
    // Nine tenths sure, half right
    assertThat(result.allReliability().orElseThrow().ece()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void equalRunsGiveEqualResultsAndTheIntervalHoldsTheValue() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      examples.add(example("e" + i, "", i % 3 == 0 ? "yes" : "no"));
    }
    SuiteTest test = SuiteTest.of("presence", Scoring.BALANCED, examples);
    FakeAnswerer answerer = FakeAnswerer.of(e -> reply(e.id().endsWith("3") ? "yes" : "no", 0.8));
    EvaluationResult first = run(List.of(test), answerer);
    assertThat(run(List.of(test), answerer)).isEqualTo(first);
    assertThat(first.tests().get(0).scores())
        .allSatisfy(
            score -> {
              assertThat(score.low()).isLessThan(score.value());
              assertThat(score.high()).isGreaterThan(score.value());
            });
  }

  @Test
  void thinningKeepsNeighboursTogetherAndSpreadsOverAll() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      examples.add(example("e" + i, "", i % 2 == 0 ? "yes" : "no"));
    }
    List<Example> kept = SuiteTest.of("t", Scoring.BALANCED, examples).atMost(10).examples();
    assertThat(kept).extracting(Example::id).contains("e0", "e1", "e80", "e81").hasSize(10);
    assertThat(kept.stream().filter(e -> e.answers().get(0).equals("yes"))).hasSize(5);
  }

  private static Example no(String id) {
    return example(id, "", "no");
  }

  private static TestResult only(
      SuiteTest test, java.util.function.Function<Example, Answered.Reply> answers) {
    return run(List.of(test), FakeAnswerer.of(answers)).tests().get(0);
  }

  private static EvaluationResult run(List<SuiteTest> tests, Answerer answerer) {
    return EVALUATION.run(new Suite("tiny", tests, List.of()), answerer);
  }

  private static double value(TestResult result, String metric) {
    return result.score(metric, true).orElseThrow().value();
  }
}
