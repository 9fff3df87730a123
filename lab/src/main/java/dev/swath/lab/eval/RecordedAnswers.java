package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.report.EvaluationResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What was answered in each test, with clue, to be compared with what another answers. */
final class RecordedAnswers {

  private final Map<String, List<Optional<String>>> texts = new LinkedHashMap<>();

  /** One who answers, whose answers are kept here. */
  Answerer of(Answerer answerer) {
    return new Answerer() {

      @Override
      public EvaluationResult.Model model() {
        return answerer.model();
      }

      @Override
      public List<Answered> answer(String label, List<Example> examples, Clues clues) {
        List<Answered> answers = answerer.answer(label, examples, clues);
        texts.put(label, answers.stream().map(a -> a.with().map(Reply::text)).toList());
        return answers;
      }

      @Override
      public boolean servedWithClues() {
        return answerer.servedWithClues();
      }

      @Override
      public double confidence(double logProbability) {
        return answerer.confidence(logProbability);
      }

      @Override
      public void close() {
        answerer.close();
      }
    };
  }

  int count(String test) {
    return texts.get(test).size();
  }

  /** How many of a test's answers are the same in both. */
  int same(String test, RecordedAnswers other) {
    List<Optional<String>> own = texts.get(test);
    List<Optional<String>> others = other.texts.get(test);
    return (int)
        IntStream.range(0, own.size()).filter(i -> own.get(i).equals(others.get(i))).count();
  }
}
