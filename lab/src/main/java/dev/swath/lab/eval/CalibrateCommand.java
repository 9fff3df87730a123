package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.dataset.Split;
import dev.swath.vlm.Calibration;
import dev.swath.vlm.ModelFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./swath lab calibrate}. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description =
        "Fits the temperature of a model's confidences on a suite's validation split, finds out whether"
            + " it answers better with clues, and writes both into the model's folder.")
public final class CalibrateCommand implements Callable<Integer> {

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
    if (!adapter.ofModel()) {
      throw new IllegalArgumentException(
          "only an adapter of the model's own folder can be calibrated; put %s into %s"
              .formatted(adapter.folder(), folder.path().resolve("adapters")));
    }
    Suite tests = Suites.open(suite, options.data(), Split.VALIDATION);
    Calibration calibration;
    try (Answerer answerer = new ModelAnswerer(folder, adapter, answers.batch())) {
      calibration = CalibrationFit.fit(tests, answerer, answers.most());
    }
    calibration.write(folder.path());
    System.out.printf(
        "It will be asked %s clue.%nTemperature %.3f, fitted on %,d answers; expected calibration error %.3f, was %.3f.%nWrote %s%n",
        calibration.wantsClues() ? "with" : "without",
        calibration.temperature(),
        calibration.count(),
        calibration.eceAfter(),
        calibration.eceBefore(),
        folder.path().resolve(Calibration.FILE));
    return 0;
  }
}
