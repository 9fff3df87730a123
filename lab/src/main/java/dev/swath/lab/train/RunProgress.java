package dev.swath.lab.train;

import dev.swath.lab.progress.Journal;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.train.StepMeter.Step;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Tells of a run while it goes on: a bar on the terminal, lines in the journal. Not thread-safe.
 */
final class RunProgress implements AutoCloseable {

  /** The share of the matrix rate that training should reach. */
  static final double GOAL = 0.6;

  private static final int MOST_STEPS_A_LINE = 10;
  private static final int LEAST_LINES = 100;

  private final String label;
  private final Stage stage;
  private final Schedule schedule;
  private final double matrixRate;
  private final Journal journal;
  private final ProgressBar bar;
  private final StepMeter whole = new StepMeter();
  private StepMeter recent = new StepMeter();
  private double seconds;

  RunProgress(String label, Stage stage, Schedule schedule, Journal journal, long done) {
    this.label = label;
    this.stage = stage;
    this.schedule = schedule;
    this.journal = journal;
    this.matrixRate = MatrixRate.measure();
    this.seconds = journal.secondsBefore();
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(label)
            .setInitialMax(schedule.steps())
            .startsFrom(done, Duration.ZERO)
            .setUpdateIntervalMillis(1000)
            .build();
  }

  /**
   * Writes what is run.
   *
   * @param named the network's weights and the optimizer's state
   */
  void start(long done, Map<String, Floats> named, String device) throws IOException {
    journal.write(
        new JournalLine.Start(
            label,
            done,
            schedule.steps(),
            schedule.rate(),
            schedule.warmUp(),
            schedule.decay(),
            stage.seed().isPresent() ? stage.seed().getAsLong() : null,
            stage.samplesPerStep(),
            size(named, name -> !name.startsWith("optimizer.")),
            size(named, name -> name.startsWith("optimizer.m.")),
            matrixRate,
            device));
  }

  private static long size(Map<String, Floats> named, Predicate<String> which) {
    return named.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().values().length)
        .sum();
  }

  void step(Step step) throws IOException {
    double flops = stage.flops(step.done() - 1);
    recent.add(step, flops);
    whole.add(step, flops);
    seconds += step.seconds();
    bar.stepTo(step.done());
    bar.setExtraMessage(speed(recent));
    long every = Math.max(1, Math.min(MOST_STEPS_A_LINE, schedule.steps() / LEAST_LINES));
    if (step.done() % every == 0 || step.done() == schedule.steps()) {
      line(step);
    }
  }

  private void line(Step step) throws IOException {
    var epoch = stage.epoch(step.done());
    journal.write(
        new JournalLine.Progress(
            label,
            step.done(),
            schedule.steps(),
            epoch.isPresent() ? epoch.getAsDouble() : null,
            recent.loss(),
            step.rate(),
            recent.gradientNorm(),
            recent.stepsPerSecond() * stage.samplesPerStep(),
            share(recent).orElse(null),
            seconds));
    recent = new StepMeter();
  }

  void scores(long done, Map<String, Double> scores) throws IOException {
    journal.write(new JournalLine.Scores(label, done, seconds, scores));
  }

  /** Loss and speed over all steps of this start. */
  String speed() {
    return speed(whole);
  }

  private String speed(StepMeter meter) {
    return "loss %.3f, %.0f samples/s%s"
        .formatted(
            meter.loss(),
            meter.stepsPerSecond() * stage.samplesPerStep(),
            share(meter).map(s -> ", %.0f %% of the matrix rate".formatted(100 * s)).orElse(""));
  }

  private Optional<Double> share(StepMeter meter) {
    return meter.knowsFlops() ? Optional.of(meter.flopsPerSecond() / matrixRate) : Optional.empty();
  }

  /** How much of the machine was used, beside the goal. */
  String verdict() {
    return share(whole)
        .map(
            share ->
                "%.1f %% of the measured fp32 matrix rate of %.1f GFLOP/s (goal: %.0f %%, %s)"
                    .formatted(
                        100 * share, matrixRate / 1e9, 100 * GOAL, share >= GOAL ? "ok" : "MISSED"))
        .orElse("the operations of its steps are not known");
  }

  @Override
  public void close() {
    bar.close();
  }
}
