package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.PatchChange;
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
 * Trains the change module on pairs of frozen features: whether the land changed, and how much of
 * each patch in which way. Two thirds of the pairs are dates of places, real and made-up ones, one
 * third is generated from single images.
 */
public final class ChangeTrainer implements Stage {

  private static final int BATCH = 64;

  private final ModelConfig config;
  private final VisionEncoder encoder;
  private final List<TileSeries> series;
  private final GeneratedPairs generated;
  private final Map<String, Floats> start;
  private final long seed;

  /**
   * @param start weights to begin with; what it does not name begins at random
   */
  public ChangeTrainer(
      ModelConfig config,
      VisionEncoder encoder,
      List<TileSeries> series,
      GeneratedPairs generated,
      Map<String, Floats> start,
      long seed) {
    this.config = config;
    this.encoder = encoder;
    this.series = series;
    this.generated = generated;
    this.start = start;
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
    shapes.put("head.weight", new long[] {1, config.vision().width()});
    shapes.put("head.bias", new long[] {1});
    shapes.put("head.patch.weight", new long[] {PatchChange.KINDS, config.vision().width()});
    shapes.put("head.patch.bias", new long[] {PatchChange.KINDS});
    return Initialiser.from(start, shapes, 1, seed);
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
    return "%d pairs, a third generated, the others of %s"
        .formatted(BATCH, series.stream().map(TileSeries::name).collect(Collectors.joining(", ")));
  }

  @Override
  public void step(TorchCall call, long step) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    int size = config.vision().imageSize();
    int image = 3 * config.imagePixels();
    int side = size / config.vision().patchSize();
    int map = side * side * PatchChange.KINDS;
    float[] pixels = new float[2 * BATCH * image];
    float[] changed = new float[BATCH];
    float[] shares = new float[BATCH * map];
    for (int row = 0; row < BATCH; row++) {
      List<Sample.Pixels> views;
      if (row % 3 == 0) {
        GeneratedPairs.Pair pair = generated.pair(random);
        views = List.of(pair.before(), pair.after());
        changed[row] = pair.change().changed() ? 1 : 0;
        GeneratedPairs.patches(pair, size, side, shares, row * map);
      } else {
        TileSeries place = series.get(row / 3 % series.size());
        CoverSamples samples = new CoverSamples(place, size);
        CoverSamples.Pair pair = samples.pair(random);
        views = samples.views(pair, random);
        changed[row] = pair.change().changed() ? 1 : 0;
        int width = pair.before().image().width();
        PatchChange.write(
            pair.before().cover(),
            pair.after().cover(),
            width,
            pair.crop(),
            side,
            shares,
            row * map);
      }
      views.get(0).write(pixels, row * image);
      views.get(1).write(pixels, (BATCH + row) * image);
    }
    encode(call, pixels, BATCH);
    call.floats(changed, BATCH, 1).floats(shares, BATCH, side * side, PatchChange.KINDS);
  }

  private void encode(TorchCall call, float[] pixels, int pairs) {
    Floats features = FeatureMap.stack(encoder.encodePixels(pixels, 2 * pairs));
    int half = features.values().length / 2;
    long[] shape = {pairs, features.shape()[1], features.shape()[2]};
    call.floats(java.util.Arrays.copyOfRange(features.values(), 0, half), shape)
        .floats(java.util.Arrays.copyOfRange(features.values(), half, 2 * half), shape);
  }

  @Override
  public String evaluate(TrainingRun run, int most) {
    List<String> scores = new ArrayList<>();
    for (TileSeries place : series) {
      double accuracy = balancedAccuracy(run, place);
      scores.add("%s %.1f %% balanced".formatted(place.name(), 100 * accuracy));
      run.score(place.name() + " balanced accuracy", accuracy);
    }
    return "validation: " + String.join(", ", scores);
  }

  /** The mean of the shares of changed and of unchanged pairs that are told right. */
  private double balancedAccuracy(TrainingRun run, TileSeries place) {
    List<CoverSamples.Pair> pairs = CoverSamples.pairs(place.validation());
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
          right[changed] += (logits[row] > 0 ? 1 : 0) == changed ? 1 : 0;
        }
      }
    }
    return ((double) right[0] / count[0] + (double) right[1] / count[1]) / 2;
  }
}
