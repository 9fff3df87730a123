package dev.swath.lab;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that works on a model with the data. */
public final class LabOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder with eurosat.zip, ucm.zip and scenes/ (default: ${DEFAULT-VALUE})",
      defaultValue = "../shared/data")
  private Path data;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "the model's folder (default: models/swath-compact)")
  private Path model;

  public Path data() {
    return data;
  }

  public Path model() {
    return model != null ? model : shippedModel();
  }

  /** The model that comes with Swath. */
  public static Path shippedModel() {
    // The swath script says where its checkout is, so that it works from any folder.
    return Path.of(System.getProperty("swath.home", ""), "models", "swath-compact");
  }
}
