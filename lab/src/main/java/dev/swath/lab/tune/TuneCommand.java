package dev.swath.lab.tune;

import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./swath lab tune}. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Tunes a LoRA adapter on a frozen model over a mixture of images, pairs and videos. After a"
            + " stop the same command goes on from the last checkpoint.")
public final class TuneCommand implements Callable<Integer> {

  private final Progress progress;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "the frozen model")
  private Path model;

  @Option(
      names = "--mixture",
      required = true,
      paramLabel = "FILE",
      description = "what to learn: a mixture of datasets (YAML), or one dataset's file or folder")
  private Path mixture;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "what a mixture's folders are relative to (default: the mixture's folder)")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder of the adapter, in PEFT's layout; an adapter that is there is replaced")
  private Path out;

  @Option(names = "--rank", defaultValue = "16", description = "rank of the adapter's matrices")
  private int rank;

  @Option(names = "--alpha", defaultValue = "32", description = "their scale times the rank")
  private double alpha;

  @Option(
      names = "--targets",
      split = ",",
      defaultValue = "q_proj,v_proj",
      description = "linear layers that are tuned")
  private List<String> targets;

  @Option(names = "--dropout", defaultValue = "0.05", description = "dropout of their input")
  private double dropout;

  @Option(names = "--rate", defaultValue = "1e-4", description = "peak learning rate")
  private double rate;

  @Option(names = "--epochs", defaultValue = "1", description = "passes over the mixture")
  private int epochs;

  @Option(names = "--batch", defaultValue = "128", description = "examples of a step")
  private int batch;

  @Option(
      names = "--micro-batch",
      defaultValue = "8",
      description = "examples computed at once; divides the batch; fewer need less memory")
  private int microBatch;

  @Option(names = "--warm-up", defaultValue = "0.03", description = "share of the steps")
  private double warmUp;

  @Option(names = "--seed", defaultValue = "1", description = "of weights, order and dropout")
  private long seed;

  @Option(
      names = "--clues",
      defaultValue = "cached",
      paramLabel = "none|cached",
      description = "whether prompts hold the frozen model's own clue, made once and kept")
  private String clues;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      defaultValue = "20",
      description = "steps between checkpoints")
  private int checkpointEvery;

  @Option(
      names = "--work",
      defaultValue = "work/tune",
      paramLabel = "DIR",
      description = "folder of checkpoint and clues")
  private Path work;

  public TuneCommand() {
    this(Progress.terminal());
  }

  TuneCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public Integer call() throws IOException {
    TuneSettings settings =
        new TuneSettings(
            new LoraAdapter(rank, alpha, targets, dropout),
            rate,
            epochs,
            batch,
            microBatch,
            warmUp,
            seed,
            checkpointEvery);
    refuseForeignFolder();
    ModelFolder base = ModelFolder.open(model);
    PrintWriter print = spec.commandLine().getOut();
    MixturePath learnt = MixturePath.read(mixture, data, seed);
    learnt.printBroken(print);
    Tuning tuning = new Tuning(base, learnt.mixture(), settings, withClues(), work);
    Tuning.Result result = tuning.run(out, progress);
    if (!result.tooLong().isEmpty()) {
      print.printf(
          "Left out, too long for the model's context: %s%n", String.join(", ", result.tooLong()));
    }
    print.printf(
        "%s: %d steps, %d examples an epoch, mean loss %.4f; serve it from %s%n",
        out, result.steps(), learnt.mixture().epoch(0).size(), result.loss(), "adapters/ of the model's folder");
    print.flush();
    return 0;
  }

  private boolean withClues() {
    if (!List.of("none", "cached").contains(clues)) {
      throw new IllegalArgumentException("--clues is none or cached, not '" + clues + "'");
    }
    return clues.equals("cached");
  }

  /** What is replaced at the end must be an adapter: nothing else is ever deleted. */
  private void refuseForeignFolder() throws IOException {
    if (Files.isDirectory(out) && !Files.exists(out.resolve("adapter_config.json"))) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.findAny().isPresent()) {
          throw new IOException(out + " holds something else than an adapter; name another --out");
        }
      }
    }
  }
}
