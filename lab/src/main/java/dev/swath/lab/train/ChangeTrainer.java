package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.CoverChange;
import dev.swath.lab.data.LandCover;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.instruct.CoverSamples;
import dev.swath.lab.instruct.GeneratedPairs;
import dev.swath.lab.instruct.Sample;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Trains the change module on pairs of frozen features: whether the land changed, and to what. Half
 * of the pairs are real dates of real places, half are generated.
 */
public final class ChangeTrainer implements Stage {

  /** What the head tells: changed at all, and what has come or gone. */
  private static final int CLASSES = 6;

  private static final int BATCH = 64;

  private final ModelConfig config;
  private final VisionEncoder encoder;
  private final List<TileSeries> series;
  private final GeneratedPairs generated;
  private final long seed;

  public ChangeTrainer(
      ModelConfig config,
      VisionEncoder encoder,
      List<TileSeries> series,
      GeneratedPairs generated,
      long seed) {
    this.config = config;
    this.encoder = encoder;
    this.series = series;
    this.generated = generated;
    this.seed = seed;
  }

  @Override
  public TorchObject network() {
    return Stage.trained("change_training", "ChangeTraining")
        .with("net", ChangeExtractor.network(config, false))
        .with("names", List.of())
        .with("head", List.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    Map<String, long[]> shapes = new LinkedHashMap<>(ChangeExtractor.weights(config));
    shapes.put("head.weight", new long[] {CLASSES, config.vision().width()});
    shapes.put("head.bias", new long[] {CLASSES});
    return Initialiser.random(shapes, 1, seed);
  }

  @Override
  public int samplesPerStep() {
    return BATCH;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(seed);
  }

  /** Both images of each pair go through the frozen encoder. */
  @Override
  public double flops(long step) {
    return NetworkFlops.siglip(config.vision(), 2 * BATCH, config.vision().tokens())
        + NetworkFlops.TRAINED * NetworkFlops.change(config, BATCH);
  }

  @Override
  public String describe(long step) {
    return "%d pairs, half generated, half of %s"
        .formatted(BATCH, series.stream().map(TileSeries::name).collect(Collectors.joining(", ")));
  }

  @Override
  public void step(TorchCall call, long step) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    int image = 3 * config.imagePixels();
    float[] pixels = new float[2 * BATCH * image];
    float[] targets = new float[BATCH * CLASSES];
    for (int row = 0; row < BATCH; row++) {
      int from = row * CLASSES;
      List<Sample.Pixels> views;
      if (row % 2 == 0) {
        GeneratedPairs.Pair pair = generated.pair(random);
        views = List.of(pair.before(), pair.after());
        label(targets, from, pair);
      } else {
        TileSeries place = series.get(row / 2 % series.size());
        CoverSamples samples = new CoverSamples(place, config.vision().imageSize());
        CoverSamples.Pair pair = samples.pair(random);
        views = samples.views(pair, random);
        label(targets, from, pair.change());
      }
      views.get(0).write(pixels, row * image);
      views.get(1).write(pixels, (BATCH + row) * image);
    }
    encode(call, pixels, BATCH);
    call.floats(targets, BATCH, CLASSES);
  }

  private void encode(TorchCall call, float[] pixels, int pairs) {
    Floats features = FeatureMap.stack(encoder.encodePixels(pixels, 2 * pairs));
    int half = features.values().length / 2;
    long[] shape = {pairs, features.shape()[1], features.shape()[2]};
    call.floats(java.util.Arrays.copyOfRange(features.values(), 0, half), shape)
        .floats(java.util.Arrays.copyOfRange(features.values(), half, 2 * half), shape);
  }

  private static void label(float[] targets, int from, GeneratedPairs.Pair pair) {
    targets[from] = pair.changed() ? 1 : 0;
    switch (pair.arrived()) {
      case "SeaLake" -> targets[from + 1] = 1;
      case "AnnualCrop" -> targets[from + 2] = 1;
      case "Forest" -> targets[from + 3] = 1;
      case "Residential", "Industrial" -> targets[from + 5] = 1;
      default -> {}
    }
  }

  private static void label(float[] targets, int from, CoverChange change) {
    if (change.changed()) {
      targets[from] = 1;
      targets[from + 1] = change.to() == LandCover.WATER ? 1 : 0;
      targets[from + 2] = change.to() == LandCover.BARE ? 1 : 0;
      targets[from + 3] = change.to() == LandCover.VEGETATION ? 1 : 0;
      targets[from + 4] = change.from() == LandCover.WATER ? 1 : 0;
    }
  }

  @Override
  public String evaluate(TrainingRun run, int most) {
    List<String> scores = new ArrayList<>();
    for (TileSeries place : series) {
      double accuracy = balancedAccuracy(run, place);
      scores.add("%s %.1f %% balanced".formatted(place.name(), 100 * accuracy));
      run.score(place.name() + " held-out balanced accuracy", accuracy);
    }
    return "held out: " + String.join(", ", scores);
  }

  /** The mean of the shares of changed and of unchanged test pairs that are told right. */
  private double balancedAccuracy(TrainingRun run, TileSeries place) {
    List<CoverSamples.Pair> pairs = CoverSamples.testPairs(place);
    int size = config.vision().imageSize();
    int image = 3 * config.imagePixels();
    int[] right = new int[2];
    int[] count = new int[2];
    for (int from = 0; from < pairs.size(); from += BATCH) {
      List<CoverSamples.Pair> rows = pairs.subList(from, Math.min(pairs.size(), from + BATCH));
      float[] pixels = new float[2 * rows.size() * image];
      for (int row = 0; row < rows.size(); row++) {
        CoverSamples.Pair pair = rows.get(row);
        Augmentation.plain(pair.before().image(), pair.crop(), size, pixels, row * image);
        Augmentation.plain(
            pair.after().image(), pair.crop(), size, pixels, (rows.size() + row) * image);
      }
      try (TorchCall call = run.network().call("logits")) {
        encode(call, pixels, rows.size());
        float[] logits = call.runFloats().values();
        for (int row = 0; row < rows.size(); row++) {
          int changed = rows.get(row).change().changed() ? 1 : 0;
          count[changed]++;
          right[changed] += (logits[row * CLASSES] > 0 ? 1 : 0) == changed ? 1 : 0;
        }
      }
    }
    return ((double) right[0] / count[0] + (double) right[1] / count[1]) / 2;
  }
}
