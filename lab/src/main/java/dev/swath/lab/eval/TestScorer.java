package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.report.TestResult;
import dev.swath.lab.eval.report.TestResult.Answer;
import dev.swath.lab.eval.report.TestResult.ClassRow;
import dev.swath.lab.eval.report.TestResult.Confusion;
import dev.swath.lab.eval.report.TestResult.GoalResult;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import dev.swath.lab.eval.report.TestResult.Measured;
import dev.swath.lab.eval.report.TestResult.Reliability;
import dev.swath.lab.score.Bootstrap;
import dev.swath.lab.score.CaptionMetric;
import dev.swath.lab.score.CaptionScores;
import dev.swath.lab.score.Classification;
import dev.swath.lab.score.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Turns the answers to one test into its result.
 *
 * @param confidences how a log-probability is read as a confidence
 * @param served whether the services would give clues: of answers both ways, those count
 * @param seed of the intervals
 * @param worst how many examples are shown
 */
record TestScorer(Confidences.Reading confidences, boolean served, long seed, int worst) {

  private static final int RESAMPLES = 1000;
  private static final Set<String> RSVQA_LEFT_OUT = Set.of("count", "area");

  /** The answers of one kind of prompt with what they come to. */
  private record Scores(
      List<Measured> measured,
      double[] single,
      Confusion confusion,
      List<ClassRow> classes,
      Reliability reliability) {}

  TestResult score(SuiteTest test, List<Answered> answers, Clues clues) {
    List<LeftOut> leftOut = new ArrayList<>(test.leftOut());
    List<Answered> counted = counted(test, answers, leftOut);
    List<Measured> measured = new ArrayList<>();
    List<GoalResult> goals = new ArrayList<>();
    boolean judged = clues.judgedWith(served);
    if (counted.isEmpty()) {
      return result(test, counted, leftOut, measured, goals, null, judged);
    }
    Scores counting = null;
    for (boolean clue : new boolean[] {false, true}) {
      if (clue ? clues.with() : clues.without()) {
        Scores scores = scores(test, counted, clue, leftOut);
        measured.addAll(scores.measured());
        counting = clue == judged ? scores : counting;
      }
    }
    for (SuiteTest.Goal goal : test.goals()) {
      counting.measured().stream()
          .filter(score -> score.metric().equals(goal.metric()))
          .forEach(
              score ->
                  goals.add(new GoalResult(goal.metric(), judged, goal.least(), score.value())));
    }
    return result(test, counted, leftOut, measured, goals, counting, judged);
  }

  private TestResult result(
      SuiteTest test,
      List<Answered> counted,
      List<LeftOut> leftOut,
      List<Measured> measured,
      List<GoalResult> goals,
      Scores scores,
      boolean clue) {
    return new TestResult(
        test.name(),
        test.benchmark(),
        test.scoring().words(),
        counted.size(),
        leftOut,
        measured,
        goals,
        scores == null ? null : scores.confusion(),
        scores == null ? List.of() : scores.classes(),
        scores == null ? null : scores.reliability(),
        scores == null ? List.of() : worst(counted, scores.single(), clue));
  }

  /** The answers that count; the others go to {@code leftOut} with their reason. */
  private static List<Answered> counted(
      SuiteTest test, List<Answered> answers, List<LeftOut> leftOut) {
    Map<String, Integer> reasons = new TreeMap<>();
    List<Answered> counted = new ArrayList<>();
    for (Answered answered : answers) {
      String type = answered.example().type();
      if (answered.failure().isPresent()) {
        reasons.merge(answered.failure().get(), 1, Integer::sum);
      } else if (test.scoring() == Scoring.RSVQA && RSVQA_LEFT_OUT.contains(type)) {
        reasons.merge("questions of type " + type + ", as in the RSVQA papers", 1, Integer::sum);
      } else {
        counted.add(answered);
      }
    }
    reasons.forEach((reason, count) -> leftOut.add(new LeftOut(count, reason)));
    return counted;
  }

  private Scores scores(
      SuiteTest test, List<Answered> counted, boolean clue, List<LeftOut> leftOut) {
    List<Reply> replies = counted.stream().map(a -> a.reply(clue).orElseThrow()).toList();
    List<String> texts = replies.stream().map(Reply::text).toList();
    List<String> groups = counted.stream().map(a -> a.example().group()).toList();
    List<List<String>> expected = counted.stream().map(a -> a.example().answers()).toList();
    if (test.scoring() == Scoring.CAPTIONS) {
      return captions(texts, expected, groups, clue);
    }
    if (test.scoring() == Scoring.FACTS) {
      return facts(new FactScores(texts, expected), groups, clue);
    }
    ExactScores exact =
        new ExactScores(texts, expected, counted.stream().map(a -> a.example().type()).toList());
    if (test.scoring() == Scoring.COUNT && exact.notNumbers() > 0) {
      leftOut.add(
          new LeftOut(
              exact.notNumbers(),
              "answers %s clue that are no number, from the mean absolute error"
                  .formatted(clue ? "with" : "without")));
    }
    List<Measured> measured = new ArrayList<>();
    for (Map.Entry<String, ToDoubleFunction<int[]>> metric :
        exact.metrics(test.scoring()).entrySet()) {
      String unit = metric.getKey().equals("mean absolute error") ? "" : "%";
      measured.add(measure(metric.getKey(), metric.getValue(), clue, groups, unit));
    }
    boolean[] right = exact.right();
    double[] logs = replies.stream().mapToDouble(Reply::logProbability).toArray();
    boolean classes = test.scoring() == Scoring.CLASSES || test.scoring() == Scoring.BALANCED;
    Classification classification = classes ? exact.classification(test.classes()) : null;
    return new Scores(
        measured,
        IntStream.range(0, right.length).mapToDouble(i -> right[i] ? 1 : 0).toArray(),
        classes ? new Confusion(classification.classes(), classification.confusion()) : null,
        classes ? rows(classification) : List.of(),
        new Confidences(logs, right).reliability(confidences));
  }

  /** The figures of the classes that were asked for. */
  private static List<ClassRow> rows(Classification classification) {
    return classification.perClass().stream()
        .filter(row -> row.support() > 0)
        .map(
            row ->
                new ClassRow(
                    row.name(),
                    row.support(),
                    100 * row.precision(),
                    100 * row.recall(),
                    100 * row.f1()))
        .toList();
  }

  private Scores facts(FactScores facts, List<String> groups, boolean clue) {
    List<Measured> measured = new ArrayList<>();
    facts
        .metrics()
        .forEach((metric, share) -> measured.add(measure(metric, share, clue, groups, "%")));
    double[] single = IntStream.range(0, groups.size()).mapToDouble(facts::single).toArray();
    return new Scores(measured, single, null, List.of(), null);
  }

  private Scores captions(
      List<String> texts, List<List<String>> expected, List<String> groups, boolean clue) {
    CaptionScores scores = CaptionScores.of(texts, expected);
    List<Measured> measured = new ArrayList<>();
    for (CaptionMetric metric : CaptionMetric.values()) {
      measured.add(
          measure(
              metric.title(), sample -> 100 * scores.over(metric, sample), clue, groups, "x 100"));
    }
    double[] single =
        IntStream.range(0, texts.size())
            .mapToDouble(i -> scores.over(CaptionMetric.CIDER_D, i))
            .toArray();
    return new Scores(measured, single, null, List.of(), null);
  }

  /**
   * @param groups images or places: a resample has whole ones, because several questions about one
   *     are not independent
   */
  private Measured measure(
      String metric,
      ToDoubleFunction<int[]> statistic,
      boolean clue,
      List<String> groups,
      String unit) {
    Interval interval = new Bootstrap(RESAMPLES, 0.95, seed).grouped(groups, statistic);
    return new Measured(
        metric, clue, interval.value(), interval.low(), interval.high(), groups.size(), unit);
  }

  /** Wrong and sure first; of the right ones, the least sure. */
  private List<Answer> worst(List<Answered> counted, double[] single, boolean clue) {
    double[] confidence =
        counted.stream()
            .mapToDouble(a -> confidences.confidence(a.reply(clue).orElseThrow().logProbability()))
            .toArray();
    return IntStream.range(0, counted.size())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> single[i])
                .thenComparingDouble(i -> single[i] == 0 ? -confidence[i] : confidence[i]))
        .limit(worst)
        .map(i -> answer(counted.get(i), clue, confidence[i], single[i]))
        .toList();
  }

  private static Answer answer(Answered answered, boolean clue, double confidence, double score) {
    Example example = answered.example();
    return new Answer(
        example.id(),
        example.media().stream().map(media -> media.name()).toList(),
        example.instruction(),
        clue ? answered.clue().orElse("") : "",
        answered.reply(clue).orElseThrow().text(),
        example.answers(),
        confidence,
        score);
  }
}
