package dev.swath.lab.train;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The least stage there is, and a process that runs it, to be killed.
 *
 * @param broken the step from which on the batches are not numbers
 */
record TinyStage(long broken) implements Stage {

  static final long NEVER = Long.MAX_VALUE;

  private static final int BATCH = 8;
  private static final int WIDTH = 16;

  static TrainingRun.Schedule schedule(long steps, int checkpointEvery) {
    return new TrainingRun.Schedule(steps, 1e-2, 5, 0.01, checkpointEvery);
  }

  /** Arguments: checkpoint, steps, steps between checkpoints. */
  public static void main(String[] args) throws IOException {
    Torch.setThreads(1);
    TrainingRun.Schedule schedule = schedule(Long.parseLong(args[1]), Integer.parseInt(args[2]));
    try (TrainingRun run = TrainingRun.open(new TinyStage(NEVER), schedule, Path.of(args[0]))) {
      run.run("tiny");
    }
  }

  @Override
  public TorchObject network() {
    return Stage.trained("tiny_training", "TinyTraining").with("layer", List.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    return Map.of(
        "layer.weight", new Floats(new long[] {WIDTH, WIDTH}, values(-1, WIDTH * WIDTH)),
        "layer.bias", new Floats(new long[] {WIDTH}, new float[WIDTH]));
  }

  @Override
  public int samplesPerStep() {
    return BATCH;
  }

  @Override
  public void step(TorchCall call, long step) {
    float[] x = values(step, BATCH * WIDTH);
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) Math.sin(3 * x[i]);
    }
    if (step >= broken) {
      Arrays.fill(x, Float.NaN);
    }
    call.floats(x, BATCH, WIDTH).floats(y, BATCH, WIDTH);
  }

  private static float[] values(long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  @Override
  public String evaluate(TrainingRun run, int most) {
    try (TorchCall call = run.network().call("loss")) {
      step(call, -2);
      double loss = call.runFloats().values()[0];
      run.score("fresh loss", loss);
      return "loss %.4f".formatted(loss);
    }
  }

  /** Forward and backward of one product. */
  @Override
  public double flops(long step) {
    return 3.0 * 2 * BATCH * WIDTH * WIDTH;
  }

  @Override
  public String describe(long step) {
    return "batch number " + step;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(1);
  }
}
