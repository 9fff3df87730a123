package dev.swath.lab.eval;

import dev.swath.lab.train.Training;
import picocli.CommandLine.Option;

/** The options of the commands that let a model answer. */
final class AnswerOptions {

  @Option(
      names = "--adapter",
      paramLabel = "NAME|DIR",
      description =
          "adapter that answers: of the model's folder or a PEFT folder; empty for the base"
              + " (default: ${DEFAULT-VALUE})",
      defaultValue = Training.ADAPTER)
  private String adapter;

  @Option(
      names = "--most",
      description = "examples of a test at the most, spread evenly (default: all)",
      defaultValue = "" + Integer.MAX_VALUE)
  private int most;

  @Option(
      names = "--batch",
      description = "images and answers computed together (default: ${DEFAULT-VALUE})",
      defaultValue = "64")
  private int batch;

  String adapter() {
    return adapter;
  }

  int most() {
    return positive("--most", most);
  }

  int batch() {
    return positive("--batch", batch);
  }

  private static int positive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, not %d".formatted(option, value));
    }
    return value;
  }
}
