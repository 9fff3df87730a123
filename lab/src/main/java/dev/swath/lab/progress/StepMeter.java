package dev.swath.lab.progress;

/** Sums over steps: what their means, rates and shares are made of. Not thread-safe. */
final class StepMeter {

  private long steps;
  private long samples;
  private double loss;
  private double gradientNorm;
  private double flops;
  private double seconds;

  void add(RunProgress.Step step) {
    steps++;
    samples += step.samples();
    loss += step.loss();
    gradientNorm += step.gradientNorm();
    flops += step.flops();
    seconds += step.seconds();
  }

  double loss() {
    return loss / steps;
  }

  double gradientNorm() {
    return gradientNorm / steps;
  }

  double samplesPerSecond() {
    return samples / seconds;
  }

  double flopsPerSecond() {
    return flops / seconds;
  }

  boolean knowsFlops() {
    return flops > 0;
  }
}
