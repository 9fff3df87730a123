package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.eval.report.AblationResult;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.MarkdownReport;
import dev.swath.lab.eval.report.ModelCard;
import dev.swath.lab.eval.report.ModelCard.Section;
import dev.swath.lab.eval.report.Published;
import dev.swath.lab.eval.report.ResultFiles;
import dev.swath.vlm.ModelFolder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./swath lab card}. */
@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    description = "Writes what was measured into the model's card (its README.md).")
public final class CardCommand implements Callable<Integer> {

  /** At least one of them. */
  private static final class Files {

    @Option(
        names = "--results",
        paramLabel = "FILE",
        description = "results.json that eval --out wrote: the model's scores")
    private Path results;

    @Option(
        names = "--benchmarks",
        paramLabel = "FILE",
        description =
            "results.json of another suite, by an adapter that was tuned for it and is not shipped")
    private Path benchmarks;

    @Option(
        names = "--ablation",
        paramLabel = "FILE",
        description = "ablation.json that ablate wrote")
    private Path ablation;
  }

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Files files;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "the folder of the model that was measured (default: models/swath-compact)")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    ModelFolder model = ModelFolder.open(folder != null ? folder : LabOptions.shippedModel());
    // All are made before one is written: a file that is refused leaves the card as it was.
    Map<Section, String> made = new EnumMap<>(Section.class);
    if (files.results != null) {
      EvaluationResult result = ResultFiles.read(files.results);
      check(
          sameBase(model, result.model()) && sameAdapter(model, result.model()),
          files.results,
          model);
      made.put(Section.SCORES, MarkdownReport.scores(result));
    }
    if (files.ablation != null) {
      AblationResult result = ResultFiles.readAblation(files.ablation);
      check(sameBase(model, result.model()), files.ablation, model);
      made.put(Section.ABLATION, result.markdown());
    }
    if (files.benchmarks != null) {
      EvaluationResult result = ResultFiles.read(files.benchmarks);
      check(sameBase(model, result.model()), files.benchmarks, model);
      made.put(Section.BENCHMARKS, MarkdownReport.benchmarks(result, Published.load()));
    }
    Path card = model.path().resolve("README.md");
    for (Map.Entry<Section, String> section : made.entrySet()) {
      ModelCard.write(section.getKey(), section.getValue(), card);
      System.out.printf("wrote the %s in %s%n", section.getKey().title(), card);
    }
    return 0;
  }

  private static boolean sameBase(ModelFolder model, EvaluationResult.Model measured) {
    return measured.encoder().equals(model.encoderFingerprint())
        && measured.language().equals(model.languageFingerprint());
  }

  private static boolean sameAdapter(ModelFolder model, EvaluationResult.Model measured) {
    return measured
        .adapterFingerprint()
        .equals(Adapter.find(model, measured.adapter()).fingerprint());
  }

  private static void check(boolean same, Path file, ModelFolder model) {
    if (!same) {
      throw new IllegalArgumentException(
          "%s was measured with other weights than those in %s; measure again"
              .formatted(file, model.path()));
    }
  }
}
