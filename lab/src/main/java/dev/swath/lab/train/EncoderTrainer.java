package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.vlm.ImagePreprocessor;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Trains the vision encoder from scratch to tell the classes of several datasets apart, each image
 * scored among the classes of its own dataset.
 */
public final class EncoderTrainer implements Stage {

  private static final float OTHER_DATASET = -1e4f;
  private static final float LABEL_SMOOTHING = 0.1f;

  /**
   * One dataset's share of a batch.
   *
   * @param perBatch images of it in each batch
   */
  public record Share(ImageClasses data, int perBatch, Augmentation augmentation) {}

  private final ModelConfig.Vision config;
  private final List<Share> shares;
  private final long seed;
  private final int batch;
  private final int classes;

  public EncoderTrainer(ModelConfig.Vision config, List<Share> shares, long seed) {
    this.config = config;
    this.shares = shares;
    this.seed = seed;
    this.batch = shares.stream().mapToInt(Share::perBatch).sum();
    this.classes = shares.stream().mapToInt(s -> s.data().classes().size()).sum();
  }

  @Override
  public TorchObject network() {
    return Stage.trained("encoder_training", "EncoderTraining")
        .with("net", VisionEncoder.network(config, false))
        .with("head", List.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    Map<String, long[]> shapes = VisionEncoder.weights(config);
    shapes.put("head.norm.weight", new long[] {config.width()});
    shapes.put("head.norm.bias", new long[] {config.width()});
    shapes.put("head.weight", new long[] {classes, config.width()});
    shapes.put("head.bias", new long[] {classes});
    return Initialiser.random(shapes, config.layers(), seed);
  }

  @Override
  public int samplesPerStep() {
    return batch;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(seed);
  }

  @Override
  public double flops(long step) {
    return NetworkFlops.TRAINED * NetworkFlops.siglip(config, batch, config.tokens());
  }

  @Override
  public String describe(long step) {
    return shares.stream()
        .map(share -> share.perBatch() + " images of " + share.data().name())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void step(TorchCall call, long step) {
    // The batch depends on seed and step alone, so that a resumed run sees what it would have seen.
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    int size = config.imageSize();
    float[] pixels = new float[batch * 3 * size * size];
    float[] targets = new float[batch * classes];
    float[] mask = new float[batch * classes];
    int row = 0;
    int first = 0;
    for (Share share : shares) {
      int own = share.data().classes().size();
      for (int i = 0; i < share.perBatch(); i++, row++) {
        List<LabelledImage> images = share.data().train();
        LabelledImage image = images.get(random.nextInt(images.size()));
        share.augmentation().write(image.image(), size, random, pixels, row * 3 * size * size);
        java.util.Arrays.fill(mask, row * classes, (row + 1) * classes, OTHER_DATASET);
        for (int c = 0; c < own; c++) {
          mask[row * classes + first + c] = 0;
          targets[row * classes + first + c] = LABEL_SMOOTHING / own;
        }
        targets[row * classes + first + image.label()] += 1 - LABEL_SMOOTHING;
      }
      first += own;
    }
    call.floats(pixels, batch, 3, size, size)
        .floats(targets, batch, classes)
        .floats(mask, batch, classes);
  }

  @Override
  public String evaluate(TrainingRun run, int most) {
    List<String> scores = new ArrayList<>();
    int first = 0;
    for (Share share : shares) {
      double accuracy = accuracy(run, share.data(), first, most);
      scores.add("%s %.1f %%".formatted(share.data().name(), 100 * accuracy));
      run.score(share.data().name() + " held-out accuracy", accuracy);
      first += share.data().classes().size();
    }
    return "held out: " + String.join(", ", scores);
  }

  private double accuracy(TrainingRun run, ImageClasses data, int first, int most) {
    List<LabelledImage> images = data.test();
    int count = Math.min(most, images.size());
    int size = config.imageSize();
    ImagePreprocessor preprocessor = new ImagePreprocessor(size, ImagePreprocessor.Aspect.RESIZE);
    int right = 0;
    for (int from = 0; from < count; from += batch) {
      int rows = Math.min(batch, count - from);
      float[] pixels = new float[rows * 3 * size * size];
      List<LabelledImage> chosen = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        chosen.add(images.get((int) ((long) (from + row) * images.size() / count)));
        preprocessor.write(chosen.get(row).image(), pixels, row * 3 * size * size);
      }
      try (TorchCall call = run.network().call("logits")) {
        float[] logits = call.floats(pixels, rows, 3, size, size).runFloats().values();
        for (int row = 0; row < rows; row++) {
          int best = 0;
          for (int c = 1; c < data.classes().size(); c++) {
            if (logits[row * classes + first + c] > logits[row * classes + first + best]) {
              best = c;
            }
          }
          right += best == chosen.get(row).label() ? 1 : 0;
        }
      }
    }
    return (double) right / count;
  }
}
