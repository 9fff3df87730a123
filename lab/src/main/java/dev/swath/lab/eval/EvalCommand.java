package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.eval.HeldOutTests.HeldOutTest;
import dev.swath.lab.train.Corpus;
import dev.swath.lab.train.Training;
import dev.swath.vlm.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./swath lab eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "Measures a model's generated answers on the held-out splits.")
public final class EvalCommand implements Callable<Integer> {

  @Mixin private LabOptions options;

  @Option(
      names = "--adapter",
      description = "adapter that answers, empty for the base (default: ${DEFAULT-VALUE})",
      defaultValue = Training.ADAPTER)
  private String adapter;

  @Option(
      names = "--most",
      description = "questions a test at the most (default: all)",
      defaultValue = "" + Integer.MAX_VALUE)
  private int most;

  @Option(
      names = "--examples",
      description = "wrong answers to show a test (default: ${DEFAULT-VALUE})",
      defaultValue = "3")
  private int examples;

  @Override
  public Integer call() throws Exception {
    List<String> table = new ArrayList<>();
    table.add("| test | questions | score without clue | score with clue |");
    table.add("| --- | --- | --- | --- |");
    ModelFolder folder = ModelFolder.open(options.model());
    List<HeldOutTest> tests = HeldOutTests.of(Corpus.read(options.data()), most);
    try (Answerer answerer = new Answerer(folder, adapter)) {
      for (HeldOutTest test : tests) {
        Score without = score(answerer, test, false);
        Score with = score(answerer, test, true);
        table.add(
            "| %s%s | %d | %.1f %% | %.1f %% |"
                .formatted(
                    test.name(),
                    test.balanced() ? " (balanced)" : "",
                    without.count(),
                    100 * without.value(),
                    100 * with.value()));
      }
    }
    System.out.println();
    table.forEach(System.out::println);
    System.out.printf(
        "%nModel %s, encoder %s, language %s, adapter '%s'; greedy decoding.%n",
        folder.name(), folder.encoderFingerprint(), folder.languageFingerprint(), adapter);
    return 0;
  }

  private Score score(Answerer answerer, HeldOutTest test, boolean clues) {
    String label = test.name() + (clues ? ", clue" : "");
    List<String> answers = answerer.answer(label, test.questions(), clues);
    int shown = 0;
    for (int i = 0; i < answers.size() && shown < examples; i++) {
      Question question = test.questions().get(i);
      if (!Score.matches(answers.get(i), question.expected())) {
        shown++;
        System.out.printf(
            "  wrong: \"%s\" instead of \"%s\" (%s)%n",
            answers.get(i), question.expected(), question.instruction());
      }
    }
    return Score.of(test.name(), test.balanced(), test.questions(), answers);
  }
}
