package dev.swath.lab.train;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.SafeTensors;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Runs a stage to its end: cosine rate with warm-up, a checkpoint every so often, and after a kill
 * the same command goes on from the last checkpoint with the same batches.
 */
public final class TrainingRun implements AutoCloseable {

  /**
   * How a stage is trained.
   *
   * @param rate peak learning rate
   * @param warmUp steps of linear warm-up
   * @param checkpointEvery steps between checkpoints
   */
  public record Schedule(long steps, double rate, int warmUp, double decay, int checkpointEvery) {

    double rateAt(long step) {
      double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
      return rate * Math.min(1, (step + 1.0) / warmUp) * cosine;
    }
  }

  private static final String STEP = "step";
  private static final int QUICK_EVALUATION = 1024;

  private final Stage stage;
  private final Schedule schedule;
  private final Path checkpoint;
  private final TorchNetwork network;
  private final ExecutorService batches = Executors.newSingleThreadExecutor();
  private long done;

  private TrainingRun(
      Stage stage, Schedule schedule, Path checkpoint, TorchNetwork network, long done) {
    this.stage = stage;
    this.schedule = schedule;
    this.checkpoint = checkpoint;
    this.network = network;
    this.done = done;
  }

  /** Begins, or goes on from the checkpoint file if there is one. */
  public static TrainingRun open(Stage stage, Schedule schedule, Path checkpoint)
      throws IOException {
    if (!Files.exists(checkpoint)) {
      Files.createDirectories(checkpoint.toAbsolutePath().getParent());
      SafeTensorsWriter.write(checkpoint, stage.initialWeights(), Format.F32, Map.of(STEP, "0"));
    }
    TorchNetwork network = TorchNetwork.load(stage.network(), Torch.device());
    try (WeightFiles files = WeightFiles.openFile(checkpoint);
        SafeTensors tensors = SafeTensors.open(checkpoint)) {
      for (String name : files.names()) {
        WeightBinder.add(() -> network.train("add"), files, name, name);
      }
      network.train("bind").runAndClose();
      long done = Long.parseLong(tensors.metadata().getOrDefault(STEP, "0"));
      return new TrainingRun(stage, schedule, checkpoint, network, done);
    }
  }

  /** Trains to the schedule's end and returns the trained weights by name. */
  public Map<String, Floats> run(String label) throws IOException {
    if (done >= schedule.steps()) {
      System.out.printf("%s is finished (%d steps)%n", label, done);
      return named();
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(label)
            .setInitialMax(schedule.steps())
            .startsFrom(done, Duration.ZERO)
            .setUpdateIntervalMillis(1000)
            .build()) {
      long since = System.nanoTime();
      long from = done;
      train(
          schedule.steps(),
          loss -> {
            double rate =
                (done - from) * stage.samplesPerStep() * 1e9 / (System.nanoTime() - since);
            bar.stepTo(done);
            bar.setExtraMessage("loss %.3f, %.0f samples/s".formatted(loss, rate));
            if (done % schedule.checkpointEvery() == 0 && done < schedule.steps()) {
              System.out.printf(
                  "%n%s step %d: loss %.4f, %.0f samples/s; %s%n",
                  label, done, loss, rate, stage.evaluate(this, QUICK_EVALUATION));
            }
          });
    }
    System.out.printf(
        "%s finished after %d steps; %s%n", label, done, stage.evaluate(this, Integer.MAX_VALUE));
    return named();
  }

  /** Trains up to a step and leaves its checkpoint. */
  void runTo(long step) throws IOException {
    train(step, loss -> {});
  }

  /**
   * @param told gets the smoothed loss behind each step
   */
  private void train(long last, DoubleConsumer told) throws IOException {
    double loss = Double.NaN;
    CompletableFuture<TorchCall> next = prepare(done);
    while (done < last) {
      try (TorchCall call = next.join()) {
        if (done + 1 < last) {
          next = prepare(done + 1);
        }
        call.real(schedule.rateAt(done)).real(schedule.decay());
        float[] result = call.runFloats().values();
        if (Float.isNaN(result[0])) {
          throw new IllegalStateException(
              "the loss became NaN at step " + done + "; lower the learning rate");
        }
        loss = Double.isNaN(loss) ? result[0] : 0.98 * loss + 0.02 * result[0];
      }
      done++;
      if (done % schedule.checkpointEvery() == 0 || done == last) {
        save();
      }
      told.accept(loss);
    }
  }

  /** The batch of a step is made while the step before it runs. */
  private CompletableFuture<TorchCall> prepare(long step) {
    return CompletableFuture.supplyAsync(
        () -> {
          TorchCall call = network.train("step");
          stage.step(call, step);
          return call;
        },
        batches);
  }

  private Map<String, Floats> named() {
    try (TorchCall call = network.call("named")) {
      return new LinkedHashMap<>(call.runNamed());
    }
  }

  private void save() throws IOException {
    SafeTensorsWriter.write(checkpoint, named(), Format.F32, Map.of(STEP, Long.toString(done)));
  }

  TorchNetwork network() {
    return network;
  }

  @Override
  public void close() {
    batches.shutdownNow();
    network.close();
  }
}
