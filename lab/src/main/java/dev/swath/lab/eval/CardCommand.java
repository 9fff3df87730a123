package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.ModelCard;
import dev.swath.lab.eval.report.ResultFiles;
import dev.swath.vlm.ModelFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./swath lab card}. */
@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    description = "Writes the scores of an evaluation into the model's card (its README.md).")
public final class CardCommand implements Callable<Integer> {

  @Option(
      names = "--results",
      paramLabel = "FILE",
      required = true,
      description = "results.json that eval --out wrote")
  private Path results;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "the folder of the model that was measured (default: models/swath-compact)")
  private Path folder;

  @Override
  public Integer call() throws Exception {
    EvaluationResult result = ResultFiles.read(results);
    ModelFolder model = ModelFolder.open(folder != null ? folder : LabOptions.shippedModel());
    EvaluationResult.Model measured = result.model();
    if (!measured.encoder().equals(model.encoderFingerprint())
        || !measured.language().equals(model.languageFingerprint())
        || !measured
            .adapterFingerprint()
            .equals(Adapter.find(model, measured.adapter()).fingerprint())) {
      throw new IllegalArgumentException(
          "%s was measured with other weights than those in %s; measure again: ./swath lab eval"
              .formatted(results, model.path()));
    }
    Path card = model.path().resolve("README.md");
    ModelCard.write(result, card);
    System.out.println("wrote the scores in " + card);
    return 0;
  }
}
