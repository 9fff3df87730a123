package dev.swath.lab.scenes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swath lab scenes}: writes the made-up sample scenes. */
@Command(
    name = "scenes",
    mixinStandardHelpOptions = true,
    description = {
      "Writes made-up sample scenes: four dates of one invented place as GeoTIFFs with STAC Items,"
          + " one short aerial video, and truth.json, which tells what is to be seen.",
      "The same seed gives the same scenes. Files of the same names are replaced."
    })
public final class ScenesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "sample-scenes",
      description = "The folder to write to; made if missing (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + SampleScenes.DEFAULT_SEED,
      description = "Another seed gives another landscape (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    try {
      for (Path item : SampleScenes.write(folder, seed)) {
        spec.commandLine().getOut().println(item);
      }
      return 0;
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("Cannot write the scenes to " + folder.toAbsolutePath() + ": " + e);
      return 1;
    }
  }
}
