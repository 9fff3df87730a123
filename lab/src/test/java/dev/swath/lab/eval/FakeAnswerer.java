package dev.swath.lab.eval;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.InMemory;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.eval.Answered.Reply;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.RgbImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers from a function instead of a model; with a clue, with a second function.
 *
 * @param without a null answer stands for an image that cannot be read
 */
record FakeAnswerer(Function<Example, Reply> without, Function<Example, Reply> with)
    implements Answerer {

  static final EvaluationResult.Model MODEL =
      new EvaluationResult.Model("tiny", "e1", "m1", "tuned", "a1", 1);

  static FakeAnswerer of(Function<Example, Reply> answers) {
    return new FakeAnswerer(answers, answers);
  }

  @Override
  public EvaluationResult.Model model() {
    return MODEL;
  }

  @Override
  public List<Answered> answer(String label, List<Example> examples, Clues clues) {
    return examples.stream().map(example -> answer(example, clues)).toList();
  }

  private Answered answer(Example example, Clues clues) {
    if (without.apply(example) == null) {
      return Answered.failed(example, "images cannot be read: gone");
    }
    return new Answered(
        example,
        clues.with() ? Optional.of("a clue") : Optional.empty(),
        clues.without() ? Optional.of(without.apply(example)) : Optional.empty(),
        clues.with() ? Optional.of(with.apply(example)) : Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean servedWithClues() {
    return true;
  }

  @Override
  public double confidence(double logProbability) {
    return Math.exp(logProbability);
  }

  @Override
  public void close() {}

  /** A question on a grey image. */
  static Example example(String id, String type, String... answers) {
    RgbImage grey = new RgbImage(2, 2, new byte[12]);
    return new Example(
        id,
        ImageKind.IMAGE,
        Task.QUESTION,
        type,
        List.of(InMemory.image(id + ".png", grey)),
        "What is <it>?",
        List.of(answers),
        id,
        Split.TEST);
  }

  static Reply reply(String text, double probability) {
    return new Reply(text, Math.log(probability));
  }
}
