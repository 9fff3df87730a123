package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.WeightForm;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./swath lab weights}. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    description =
        "Shows what keeping the language model's weights in int8 does to its answers: the scores of"
            + " a suite both ways, and how many answers are the same.")
public final class WeightsCommand implements Callable<Integer> {

  @Mixin private LabOptions options;
  @Mixin private AnswerOptions answers;

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      description = "compact, ucm, seeds or a YAML file (default: ${DEFAULT-VALUE})",
      defaultValue = Suites.COMPACT)
  private String suite;

  @Override
  public Integer call() throws Exception {
    ModelFolder folder = ModelFolder.open(options.model());
    Adapter adapter = Adapter.find(folder, answers.adapter());
    Suite tests = Suites.open(suite, options.data(), Split.TEST);
    Evaluation evaluation =
        new Evaluation(Split.TEST, Clues.WITH, answers.most(), 1, 0, "./swath lab weights");
    RecordedAnswers full = new RecordedAnswers();
    RecordedAnswers int8 = new RecordedAnswers();
    EvaluationResult fullResult = run(folder, adapter, tests, evaluation, WeightForm.FULL, full);
    EvaluationResult int8Result = run(folder, adapter, tests, evaluation, WeightForm.INT8, int8);
    System.out.println();
    System.out.print(WeightsTable.of(fullResult, full, int8Result, int8));
    return 0;
  }

  private EvaluationResult run(
      ModelFolder folder,
      Adapter adapter,
      Suite tests,
      Evaluation evaluation,
      WeightForm form,
      RecordedAnswers recorded) {
    try (Answerer answerer =
        recorded.of(new ModelAnswerer(folder, adapter, answers.batch(), true, form))) {
      return evaluation.run(tests, answerer);
    }
  }
}
