package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.HtmlReport;
import dev.swath.lab.eval.report.MarkdownReport;
import dev.swath.lab.eval.report.Published;
import dev.swath.lab.eval.report.ResultFiles;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./swath lab eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "Measures a model's generated answers on the tests of a suite.")
public final class EvalCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LabOptions options;
  @Mixin private AnswerOptions answers;

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      description = "compact, ucm, seeds or a YAML file (default: ${DEFAULT-VALUE})",
      defaultValue = Suites.COMPACT)
  private String suite;

  @Option(
      names = "--split",
      description = "test or validation (default: ${DEFAULT-VALUE})",
      converter = LowerCase.OfSplit.class,
      defaultValue = "test")
  private Split split;

  @Option(
      names = "--clues",
      description = "with, without or both (default: ${DEFAULT-VALUE})",
      converter = LowerCase.OfClues.class,
      defaultValue = "both")
  private Clues clues;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "write results.json, report.md and report.html there")
  private Path out;

  @Option(
      names = "--examples",
      description = "examples of a test in the report (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  private int examples;

  @Override
  public Integer call() throws Exception {
    ModelFolder folder = ModelFolder.open(options.model());
    Adapter adapter = Adapter.find(folder, answers.adapter());
    Suite tests = Suites.open(suite, options.data(), split);
    EvaluationResult result;
    try (Answerer answerer = new ModelAnswerer(folder, adapter, answers.batch())) {
      result =
          new Evaluation(split, clues, answers.most(), 1, examples, command()).run(tests, answerer);
    }
    System.out.println();
    System.out.print(MarkdownReport.scores(result));
    if (out != null) {
      write(result, tests);
      System.out.println("wrote " + out.resolve("report.html"));
    }
    return 0;
  }

  private void write(EvaluationResult result, Suite tests) throws IOException {
    Published published = Published.load();
    ResultFiles.write(result, out.resolve("results.json"));
    ResultFiles.write(MarkdownReport.of(result, published), out.resolve("report.md"));
    ResultFiles.write(
        HtmlReport.of(result, published, new Pictures(tests)), out.resolve("report.html"));
  }

  /** As it was typed, so that it can be repeated. */
  private String command() {
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    int own = typed.lastIndexOf(spec.name());
    return ("./swath lab eval " + String.join(" ", typed.subList(own + 1, typed.size()))).strip();
  }
}
