package dev.swath.lab.train;

import dev.swath.lab.progress.Journal;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.progress.RunProgress;
import dev.swath.lab.progress.RunProgress.Step;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a stage to its end: cosine rate with warm-up, a checkpoint every so often, a journal beside
 * it, and after a kill the same command goes on from the last checkpoint with the same batches.
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

  private static final int QUICK_EVALUATION = 1024;

  private final Stage stage;
  private final Schedule schedule;
  private final Checkpoint checkpoint;
  private final TorchNetwork network;
  private final Map<String, Double> scores = new LinkedHashMap<>();
  private long done;
  private long saved;

  private TrainingRun(
      Stage stage, Schedule schedule, Checkpoint checkpoint, TorchNetwork network, long done) {
    this.stage = stage;
    this.schedule = schedule;
    this.checkpoint = checkpoint;
    this.network = network;
    this.done = done;
    this.saved = done;
  }

  /**
   * Begins, or goes on from the checkpoint file if there is one.
   *
   * @throws IOException naming the file if it cannot be read or written
   */
  public static TrainingRun open(Stage stage, Schedule schedule, Path checkpoint)
      throws IOException {
    return open(stage, schedule, new Checkpoint(checkpoint, Map.of()));
  }

  /**
   * The same, if the file is this run's.
   *
   * @throws dev.swath.vlm.weights.WeightsException if it is broken or another run's
   */
  public static TrainingRun open(Stage stage, Schedule schedule, Checkpoint checkpoint)
      throws IOException {
    if (!checkpoint.exists()) {
      checkpoint.save(stage.initialWeights(), 0);
    }
    long done = checkpoint.step();
    TorchNetwork network = TorchNetwork.load(stage.network(), Torch.device());
    try (WeightFiles files = WeightFiles.openFile(checkpoint.file())) {
      for (String name : files.names()) {
        WeightBinder.add(() -> network.train("add"), files, name, name);
      }
      network.train("bind").runAndClose();
      return new TrainingRun(stage, schedule, checkpoint, network, done);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * Trains to the schedule's end and returns the trained weights by name.
   *
   * @throws TrainingException if the loss or the gradients are no longer finite; the checkpoint
   *     before that is kept
   * @throws IOException naming the file if checkpoint or journal cannot be written
   */
  public Map<String, Floats> run(String label) throws IOException {
    if (done >= schedule.steps()) {
      System.out.printf("%s is finished (%d steps)%n", label, done);
      return named();
    }
    try (Journal journal = Journal.open(Journal.beside(checkpoint.file()), done)) {
      String verdict;
      JournalLine.Start start =
          StartLine.of(label, stage, schedule, done, named(), network.device().toString());
      try (RunProgress progress = RunProgress.start(journal, start, Progress.terminal())) {
        train(
            schedule.steps(),
            new Watcher() {
              @Override
              public void ran(Step step) throws IOException {
                progress.step(step);
              }

              @Override
              public void saved() throws IOException {
                if (done < schedule.steps()) {
                  String told = evaluate(QUICK_EVALUATION);
                  progress.scores(done, scores);
                  System.out.printf("%n%s step %d: %s; %s%n", label, done, progress.speed(), told);
                }
              }
            });
        verdict = progress.verdict();
        String told = evaluate(Integer.MAX_VALUE);
        progress.scores(done, scores);
        System.out.printf("%n%s finished after %d steps; %s%n", label, done, told);
      }
      System.out.printf("%s: %s%n", label, verdict);
    }
    return named();
  }

  private String evaluate(int most) {
    scores.clear();
    return stage.evaluate(this, most);
  }

  /** Notes a figure of the evaluation that goes on, for the journal; the name says of what. */
  void score(String name, double value) {
    scores.put(name, value);
  }

  /** Trains up to a step and leaves its checkpoint. */
  void runTo(long step) throws IOException {
    train(step, new Watcher() {});
  }

  private interface Watcher {
    /** A step has run, and its checkpoint, if it gets one, is still to be written. */
    default void ran(Step step) throws IOException {}

    /** A checkpoint has been written. */
    default void saved() throws IOException {}
  }

  /**
   * A step is told of before its checkpoint is written: after a kill in between it runs and is told
   * of again, where otherwise the journal would lack it for good.
   */
  private void train(long last, Watcher watcher) throws IOException {
    if (done >= last) {
      return;
    }
    double saving = 0;
    try (BatchAhead batches = new BatchAhead(network, stage)) {
      batches.prepare(done);
      while (done < last) {
        long from = System.nanoTime();
        double rate = schedule.rateAt(done);
        float[] result;
        try (TorchCall call = batches.take()) {
          if (done + 1 < last) {
            batches.prepare(done + 1);
          }
          result = call.real(rate).real(schedule.decay()).runFloats().values();
        }
        checkFinite(result[0], result[1], rate);
        done++;
        watcher.ran(
            new Step(
                done,
                stage.samplesPerStep(),
                result[0],
                result[1],
                rate,
                stage.flops(done - 1),
                stage.epoch(done),
                saving + secondsSince(from)));
        saving = 0;
        if (done % schedule.checkpointEvery() == 0 || done == last) {
          long before = System.nanoTime();
          save();
          saving = secondsSince(before);
          watcher.saved();
        }
      }
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }

  /** Weights with a NaN never recover: what was learned up to the last checkpoint is kept. */
  private void checkFinite(float loss, float norm, double rate) {
    if (Float.isFinite(loss) && Float.isFinite(norm)) {
      return;
    }
    throw new TrainingException(
        ("the loss became %s and the gradients' norm %s at step %d of %d (learning rate %.3g; batch:"
                + " %s). %s is kept as of step %d; the same command would go on from there and fail"
                + " again: lower the learning rate or lengthen the warm-up, and look at that batch")
            .formatted(
                loss,
                norm,
                done,
                schedule.steps(),
                rate,
                stage.describe(done),
                checkpoint.file(),
                saved));
  }

  private Map<String, Floats> named() {
    try (TorchCall call = network.call("named")) {
      return new LinkedHashMap<>(call.runNamed());
    }
  }

  private void save() throws IOException {
    checkpoint.save(named(), done);
    saved = done;
  }

  TorchNetwork network() {
    return network;
  }

  @Override
  public void close() {
    network.close();
  }
}
