package dev.swath.lab.train;

/** Sums over steps: what their means, rates and shares are made of. Not thread-safe. */
final class StepMeter {

  /**
   * A step that has run.
   *
   * @param done how many steps have, this one included
   * @param rate learning rate
   * @param seconds of the clock, from waiting for the batch to the checkpoint's end
   */
  record Step(long done, double loss, double gradientNorm, double rate, double seconds) {}

  private long steps;
  private double loss;
  private double gradientNorm;
  private double flops;
  private double seconds;

  void add(Step step, double stepFlops) {
    steps++;
    loss += step.loss();
    gradientNorm += step.gradientNorm();
    flops += stepFlops;
    seconds += step.seconds();
  }

  double loss() {
    return loss / steps;
  }

  double gradientNorm() {
    return gradientNorm / steps;
  }

  double stepsPerSecond() {
    return steps / seconds;
  }

  double flopsPerSecond() {
    return flops / seconds;
  }

  boolean knowsFlops() {
    return flops > 0;
  }
}
