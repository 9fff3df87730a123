package dev.swath.lab.train;

import dev.swath.lab.train.LabelledBatches.Targets;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A convolutional network that tells classes, trained first, so that the vision encoder learns from
 * its probabilities too: from few images a transformer learns less well alone (Touvron et al. 2021,
 * "Training data-efficient image transformers and distillation through attention"). It is not part
 * of the model.
 */
final class ConvTeacher implements AutoCloseable {

  /** Channels of the stem and of each stage, which halves the sides. */
  private static final List<Integer> WIDTHS = List.of(24, 48, 96, 192);

  private static final int KERNEL = 9;

  private final TrainingRun run;
  private final int size;

  private ConvTeacher(TrainingRun run, int size) {
    this.run = run;
    this.size = size;
  }

  /** Trains it, or loads it if the checkpoint is finished. */
  static ConvTeacher train(
      ModelConfig.Vision config,
      LabelledBatches batches,
      Schedule schedule,
      Path checkpoint,
      long seed)
      throws IOException {
    TrainingRun run = TrainingRun.open(new Learning(config, batches, seed), schedule, checkpoint);
    try {
      run.run("teacher");
      return new ConvTeacher(run, batches.size());
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Has its say of the images of a batch that it is trusted with.
   *
   * @param pixels the batch, those images first
   */
  void blendInto(Targets targets, float[] pixels) {
    int[] rows =
        IntStream.range(0, targets.images()).filter(row -> targets.trust()[row] > 0).toArray();
    if (rows.length == 0) {
      return;
    }
    int image = 3 * size * size;
    int classes = targets.classes();
    float[] seen = new float[rows.length * image];
    float[] mask = new float[rows.length * classes];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(pixels, rows[i] * image, seen, i * image, image);
      System.arraycopy(targets.mask(), rows[i] * classes, mask, i * classes, classes);
    }
    try (TorchCall call = run.network().call("probabilities")) {
      call.floats(seen, rows.length, 3, size, size).floats(mask, rows.length, classes);
      float[] told = call.runFloats().values();
      for (int i = 0; i < rows.length; i++) {
        targets.blend(rows[i], told, i * classes);
      }
    }
  }

  /** Floating point operations of its forward pass: two for each weight and each place. */
  static double flops(int size, double images) {
    double sum = 2.0 * KERNEL * 3 * WIDTHS.get(0) * size * size;
    double places = (double) size * size;
    for (int stage = 1; stage < WIDTHS.size(); stage++) {
      places /= 4;
      double width = WIDTHS.get(stage);
      sum += 2 * KERNEL * places * (WIDTHS.get(stage - 1) * width + 2 * width * width);
    }
    return images * sum;
  }

  /**
   * The network, without weights.
   *
   * @param mixed whether it is computed in bf16, with weights in fp32
   */
  static TorchObject network(int stages, boolean mixed) {
    TorchObject object =
        Stage.trained("conv_teacher", "ConvTeacher").with("stages", stages).with("mixed", mixed);
    for (String list : List.of("kernels", "gains", "biases", "head")) {
      object = object.with(list, List.of());
    }
    return object;
  }

  /** The names and shapes of its weights. */
  static Map<String, long[]> weights(int classes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    convolution(shapes, 3, WIDTHS.get(0));
    for (int stage = 1; stage < WIDTHS.size(); stage++) {
      int width = WIDTHS.get(stage);
      convolution(shapes, WIDTHS.get(stage - 1), width);
      convolution(shapes, width, width);
      convolution(shapes, width, width);
    }
    shapes.put("head.weight", new long[] {classes, WIDTHS.get(WIDTHS.size() - 1)});
    shapes.put("head.bias", new long[] {classes});
    return shapes;
  }

  private static void convolution(Map<String, long[]> shapes, int from, int to) {
    String name = "convolutions.%d.".formatted(shapes.size() / 3);
    shapes.put(name + "weight", new long[] {to, from * KERNEL});
    shapes.put(name + "norm.weight", new long[] {to});
    shapes.put(name + "norm.bias", new long[] {to});
  }

  @Override
  public void close() {
    run.close();
  }

  /** How it is trained itself. */
  record Learning(ModelConfig.Vision config, LabelledBatches batches, long number)
      implements Stage {

    @Override
    public TorchObject network() {
      return ConvTeacher.network(WIDTHS.size() - 1, Torch.half());
    }

    @Override
    public Map<String, Floats> initialWeights() {
      return Initialiser.random(weights(batches.classes()), WIDTHS.size() - 1, number);
    }

    @Override
    public int samplesPerStep() {
      return batches.images();
    }

    @Override
    public OptionalLong seed() {
      return OptionalLong.of(number);
    }

    @Override
    public double flops(long step) {
      return NetworkFlops.TRAINED * ConvTeacher.flops(batches.size(), batches.images());
    }

    @Override
    public String describe(long step) {
      return batches.describe();
    }

    @Override
    public void step(TorchCall call, long step) {
      SplittableRandom random = new SplittableRandom(number * 1_000_003 + step);
      int size = batches.size();
      float[] pixels = new float[batches.images() * 3 * size * size];
      Targets targets = batches.write(pixels, random);
      call.floats(pixels, batches.images(), 3, size, size);
      targets.addTo(call);
    }

    @Override
    public String evaluate(TrainingRun run, int most) {
      return new EncoderValidation(config, batches.shares(), List.of()).evaluate(run, most);
    }
  }
}
