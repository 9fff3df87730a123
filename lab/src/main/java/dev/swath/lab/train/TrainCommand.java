package dev.swath.lab.train;

import dev.swath.lab.LabOptions;
import dev.swath.lab.PrecisionOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./swath lab train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains the compact model, from scratch or from an earlier one. After a stop the same command goes on from the last"
            + " checkpoint.")
public final class TrainCommand implements Callable<Integer> {

  @Mixin private LabOptions options;

  @Mixin private PrecisionOption precision;

  @Spec private CommandSpec spec;

  @Option(
      names = "--work",
      description = "folder of the checkpoints (default: ${DEFAULT-VALUE})",
      defaultValue = "work/train")
  private Path work;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "a compact model to go on from, in another folder than --model")
  private Path from;

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
    if (from != null && Files.exists(options.model()) && Files.isSameFile(from, options.model())) {
      throw new ParameterException(
          spec.commandLine(),
          "--from and --model are both %s; name a new folder with --model".formatted(from));
    }
    precision.apply();
    new Training(
            Corpus.read(options.data()),
            new CompactModel(options.model()),
            Optional.ofNullable(from),
            new Training.Plan(recipe, seed, work))
        .run();
    return 0;
  }
}
