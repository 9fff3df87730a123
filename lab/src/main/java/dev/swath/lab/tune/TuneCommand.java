package dev.swath.lab.tune;

import dev.swath.lab.PrecisionOption;
import dev.swath.lab.progress.Progress;
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
import picocli.CommandLine.Mixin;
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

  @Mixin private MixtureOptions mixture;

  @Mixin private PrecisionOption precision;

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
      paramLabel = "N",
      description =
          "examples computed at once; divides the batch; without it, as many as 2 GB of activations"
              + " suffice for")
  private Integer microBatch;

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
      names = "--clue-share",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "share of the prompts that hold it, 0 to 1; in between, the adapter learns to do with and"
              + " without")
  private double clueShare;

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
      description = "folder of checkpoint, clues and journal (tune.jsonl; see lab report)")
  private Path work;

  public TuneCommand() {
    this(Progress.terminal());
  }

  TuneCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public Integer call() throws IOException {
    ModelFolder base = ModelFolder.open(model);
    TuneSettings settings =
        new TuneSettings(
            new LoraAdapter(rank, alpha, targets, dropout),
            rate,
            epochs,
            batch,
            microBatch == null
                ? TuneSettings.fittingMicroBatch(base.config().language(), batch)
                : microBatch,
            warmUp,
            seed,
            checkpointEvery);
    refuseForeignFolder();
    precision.apply();
    PrintWriter print = spec.commandLine().getOut();
    MixtureData data = mixture.read(seed, progress, print);
    Tuning tuning = new Tuning(base, data, settings, share(), work);
    tell(tuning.run(out, progress), data.mixture().size(), print);
    return 0;
  }

  private void tell(Tuning.Result result, long examples, PrintWriter print) {
    if (!result.tooLong().isEmpty()) {
      print.printf(
          "Left out, too long for the model's context: %s%n", String.join(", ", result.tooLong()));
    }
    String loss =
        result
            .learnt()
            .map(
                learnt ->
                    "mean loss %.4f%s"
                        .formatted(
                            learnt.loss(),
                            Double.isNaN(learnt.heldOut())
                                ? ""
                                : ", %s %.4f".formatted(HeldOut.SCORE, learnt.heldOut())))
            .orElse("all done before");
    print.printf(
        "%s: %d steps over %d examples, %s; serve it from adapters/ of the model's folder%n",
        out, result.steps(), examples, loss);
    result.learnt().ifPresent(learnt -> print.printf("tuning: %s%n", learnt.verdict()));
    print.flush();
  }

  private double share() {
    if (!List.of("none", "cached").contains(clues)) {
      throw new IllegalArgumentException("--clues is none or cached, not '" + clues + "'");
    }
    return clues.equals("none") ? 0 : clueShare;
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
