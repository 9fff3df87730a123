package dev.swath.lab.eval;

import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.score.AnswerMatch;
import dev.swath.vlm.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits a model's calibration on its answers to a suite: whether it is better asked with the base
 * model's clue or without, and the temperature of its confidences when it is asked so.
 */
final class CalibrationFit {

  /** A clue costs as much as an answer: it must be worth it. */
  private static final double WORTH = 0.005;

  /** The answers of one way of asking. */
  private static final class Answers {
    private final List<Double> logs = new ArrayList<>();
    private final List<Boolean> rights = new ArrayList<>();

    /** The share of right ones, or of right facts, of each test. */
    private final List<Double> shares = new ArrayList<>();

    void addFacts(List<Answered> answers, boolean clue) {
      List<Answered> answered = answers.stream().filter(a -> a.reply(clue).isPresent()).toList();
      if (!answered.isEmpty()) {
        FactScores facts =
            new FactScores(
                answered.stream().map(a -> a.reply(clue).orElseThrow().text()).toList(),
                answered.stream().map(a -> a.example().answers()).toList());
        shares.add(
            IntStream.range(0, answered.size()).mapToDouble(facts::single).average().orElseThrow());
      }
    }

    void add(List<Answered> answers, boolean clue) {
      int from = rights.size();
      for (Answered answered : answers) {
        answered
            .reply(clue)
            .ifPresent(
                reply -> {
                  logs.add(reply.logProbability());
                  rights.add(right(answered, reply));
                });
      }
      rights.subList(from, rights.size()).stream()
          .mapToDouble(right -> right ? 1 : 0)
          .average()
          .ifPresent(shares::add);
    }

    /** Each test counts as much as any other, however many questions it has. */
    double score() {
      return shares.stream().mapToDouble(share -> share).average().orElse(0);
    }

    Confidences confidences() {
      boolean[] right = new boolean[rights.size()];
      for (int i = 0; i < right.length; i++) {
        right[i] = rights.get(i);
      }
      return new Confidences(logs.stream().mapToDouble(Double::doubleValue).toArray(), right);
    }
  }

  private CalibrationFit() {}

  /**
   * @param most examples of a test at the most
   * @throws IllegalArgumentException if the suite has no answers that are right or wrong, or all
   *     are right, or all wrong
   */
  static Calibration fit(Suite suite, Answerer answerer, int most) {
    Answers without = new Answers();
    Answers with = new Answers();
    for (SuiteTest whole : suite.tests()) {
      SuiteTest test = whole.atMost(most);
      if (whole.scoring().exact()) {
        List<Answered> answers = answerer.answer(test.name(), test.examples(), Clues.BOTH);
        without.add(answers, false);
        with.add(answers, true);
      } else if (whole.scoring() == Scoring.FACTS) {
        List<Answered> answers = answerer.answer(test.name(), test.examples(), Clues.BOTH);
        without.addFacts(answers, false);
        with.addFacts(answers, true);
      }
    }
    boolean clues = with.score() > without.score() + WORTH;
    System.out.printf(
        "%nMean share of right answers: %.1f %% without clue, %.1f %% with clue.%n",
        100 * without.score(), 100 * with.score());
    return fit(suite.name(), answerer.model(), (clues ? with : without).confidences(), clues);
  }

  private static boolean right(Answered answered, Reply reply) {
    return AnswerMatch.matchesAny(reply.text(), answered.example().answers());
  }

  private static Calibration fit(
      String suite, EvaluationResult.Model model, Confidences confidences, boolean clues) {
    double temperature = confidences.temperature();
    Calibration plain = calibration(suite, model, confidences, clues, 1, 0, 0);
    Calibration fitted = calibration(suite, model, confidences, clues, temperature, 0, 0);
    return calibration(
        suite,
        model,
        confidences,
        clues,
        temperature,
        confidences.reliability(log -> plain.confidence(log, model.adapter())).ece(),
        confidences.reliability(log -> fitted.confidence(log, model.adapter())).ece());
  }

  private static Calibration calibration(
      String suite,
      EvaluationResult.Model model,
      Confidences confidences,
      boolean clues,
      double temperature,
      double before,
      double after) {
    return new Calibration(
        temperature,
        model.adapter(),
        suite + ", validation split",
        confidences.count(),
        before,
        after,
        model.encoder(),
        model.language(),
        model.adapterFingerprint(),
        clues);
  }
}
