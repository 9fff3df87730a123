package dev.swath.lab.tune;

import dev.swath.lab.progress.Progress;
import dev.swath.lab.train.ChangeCaptioning.Pairs;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./swath lab train-change}. */
@Command(
    name = "train-change",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Trains the change module of a model to tell what captions of changes tell, and writes a"
            + " copy of the model with it, without adapters. Do it before tuning one. Of the mixture"
            + " only the change captions are learnt, each pair once an epoch.")
public final class TrainChangeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "the model")
  private Path model;

  @Mixin private MixtureOptions mixture;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "the new model")
  private Path out;

  @Option(names = "--rate", defaultValue = "1e-4", description = "peak learning rate")
  private double rate;

  @Option(names = "--epochs", defaultValue = "20", description = "passes over the pairs")
  private int epochs;

  @Option(names = "--batch", defaultValue = "32", description = "pairs of a step")
  private int batch;

  @Option(names = "--seed", defaultValue = "1", description = "of weights and order")
  private long seed;

  @Option(
      names = "--work",
      defaultValue = "work/train-change",
      paramLabel = "DIR",
      description = "folder of checkpoint and journal; the same command goes on from it")
  private Path work;

  @Override
  public Integer call() throws IOException {
    ModelFolder base = ModelFolder.open(model);
    MixtureData data = mixture.read(seed, Progress.terminal(), spec.commandLine().getOut());
    Pairs pairs = ChangeTuning.pairs(data.mixture().examples(), data.heldOut());
    new ChangeTuning(base, pairs, rate, epochs, batch, seed, work).run(out);
    return 0;
  }
}
