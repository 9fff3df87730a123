package dev.swath.lab.train;

import dev.swath.lab.LabOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./swath lab train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains the compact model from scratch. After a stop the same command goes on from the last"
            + " checkpoint.")
public final class TrainCommand implements Callable<Integer> {

  @Mixin private LabOptions options;

  @Option(
      names = "--work",
      description = "folder of the checkpoints (default: ${DEFAULT-VALUE})",
      defaultValue = "work/train")
  private Path work;

  @Option(names = "--seed", description = "default: ${DEFAULT-VALUE}", defaultValue = "1")
  private long seed;

  @Option(
      names = "--share",
      description = "share of the recipe's steps, for a trial (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private double share;

  @Override
  public Integer call() throws Exception {
    Recipe recipe = share == 1 ? Recipe.SHIPPED : Recipe.SHIPPED.scaled(share);
    new Training(Corpus.read(options.data()), new CompactModel(options.model()), work, recipe, seed)
        .run();
    return 0;
  }
}
