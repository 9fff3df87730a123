package dev.swath.lab.progress;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells of a training run while it goes on: a bar, and lines in the journal. Not thread-safe. */
public final class RunProgress implements AutoCloseable {

  /** The share of the matrix rate that training should reach. */
  static final double GOAL = 0.6;

  private static final int MOST_STEPS_A_LINE = 10;
  private static final int LEAST_LINES = 100;

  /**
   * A step that has run.
   *
   * @param done how many steps have, this one included
   * @param samples that it learnt from
   * @param gradientNorm global norm, before clipping
   * @param rate learning rate
   * @param flops floating point operations that it needed; 0 if they are not known
   * @param epoch how many times the samples have been gone through, if that has a meaning
   * @param seconds of the clock, from waiting for the batch to its end, and those of the checkpoint
   *     that was written before it
   */
  public record Step(
      long done,
      int samples,
      double loss,
      double gradientNorm,
      double rate,
      double flops,
      OptionalDouble epoch,
      double seconds) {}

  private final Journal journal;
  private final JournalLine.Start run;
  private final Progress.Bar bar;
  private final StepMeter whole = new StepMeter();
  private StepMeter recent = new StepMeter();
  private double seconds;

  private RunProgress(Journal journal, JournalLine.Start run, Progress.Bar bar) {
    this.journal = journal;
    this.run = run;
    this.bar = bar;
    this.seconds = journal.secondsBefore();
  }

  /**
   * Writes what is run, and shows the bar.
   *
   * @throws IOException naming the journal if it cannot be written
   */
  public static RunProgress start(Journal journal, JournalLine.Start run, Progress progress)
      throws IOException {
    journal.write(run);
    return new RunProgress(journal, run, progress.open(run.stage(), run.step(), run.steps()));
  }

  /**
   * @throws IOException naming the journal if it cannot be written
   */
  public void step(Step step) throws IOException {
    recent.add(step);
    whole.add(step);
    seconds += step.seconds();
    bar.at(step.done(), speed(recent));
    long every = Math.max(1, Math.min(MOST_STEPS_A_LINE, run.steps() / LEAST_LINES));
    if (step.done() % every == 0 || step.done() == run.steps()) {
      line(step);
    }
  }

  private void line(Step step) throws IOException {
    journal.write(
        new JournalLine.Progress(
            run.stage(),
            step.done(),
            run.steps(),
            step.epoch().isPresent() ? step.epoch().getAsDouble() : null,
            recent.loss(),
            step.rate(),
            recent.gradientNorm(),
            recent.samplesPerSecond(),
            share(recent).orElse(null),
            seconds));
    recent = new StepMeter();
  }

  /**
   * Writes what an evaluation found.
   *
   * @param scores by what is measured on what
   * @throws IOException naming the journal if it cannot be written
   */
  public void scores(long done, Map<String, Double> scores) throws IOException {
    journal.write(new JournalLine.Scores(run.stage(), done, seconds, scores));
  }

  /** The mean loss over all steps of this start. */
  public double loss() {
    return whole.loss();
  }

  /** Loss and speed over all steps of this start. */
  public String speed() {
    return speed(whole);
  }

  private String speed(StepMeter meter) {
    return "loss %.3f, %.0f samples/s%s"
        .formatted(
            meter.loss(),
            meter.samplesPerSecond(),
            share(meter).map(s -> ", %.0f %% of the matrix rate".formatted(100 * s)).orElse(""));
  }

  private Optional<Double> share(StepMeter meter) {
    return meter.knowsFlops() && run.matrixRate() != null
        ? Optional.of(meter.flopsPerSecond() / run.matrixRate())
        : Optional.empty();
  }

  /** How much of the machine was used, beside the goal. */
  public String verdict() {
    return share(whole)
        .map(
            share ->
                "%.1f %% of the measured fp32 matrix rate of %.1f GFLOP/s (goal: %.0f %%, %s)"
                    .formatted(
                        100 * share,
                        run.matrixRate() / 1e9,
                        100 * GOAL,
                        share >= GOAL ? "ok" : "MISSED"))
        .orElse("the operations of its steps are not known");
  }

  @Override
  public void close() {
    bar.close();
  }
}
