package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.CoverChange;
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
 * Trains the change module on pairs of frozen features: whether the land changed, where, how much
 * of each patch in which way, and where each patch lies. Two thirds of the pairs are dates of
 * places, real and made-up ones, one third is generated from single images.
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
    shapes.put("head.place.weight", new long[] {2, config.vision().width()});
    shapes.put("head.place.bias", new long[] {2});
    shapes.put("head.own.weight", new long[] {2, config.vision().width()});
    shapes.put("head.own.bias", new long[] {2});
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
    float[] places = new float[BATCH * 2];
    for (int row = 0; row < BATCH; row++) {
      List<Sample.Pixels> views;
      CoverChange change;
      if (row % 3 == 0) {
        GeneratedPairs.Pair pair = generated.pair(random);
        views = List.of(pair.before(), pair.after());
        change = pair.change();
        GeneratedPairs.patches(pair, size, side, shares, row * map);
      } else {
        TileSeries place = series.get(row / 3 % series.size());
        CoverSamples samples = new CoverSamples(place, size);
        CoverSamples.Pair pair = samples.pair(random);
        views = samples.views(pair, random);
        change = pair.change();
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
      changed[row] = change.changed() ? 1 : 0;
      places[2 * row] = (float) change.x();
      places[2 * row + 1] = (float) change.y();
      views.get(0).write(pixels, row * image);
      views.get(1).write(pixels, (BATCH + row) * image);
    }
    encode(call, pixels, BATCH);
    call.floats(changed, BATCH, 1)
        .floats(shares, BATCH, side * side, PatchChange.KINDS)
        .floats(places, BATCH, 2);
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
      Told told = new Told();
      List<CoverSamples.Pair> pairs = CoverSamples.pairs(place.validation());
      for (int from = 0; from < pairs.size(); from += BATCH) {
        ask(run, pairs.subList(from, Math.min(pairs.size(), from + BATCH)), told);
      }
      scores.add(
          "%s %.1f %% balanced, middle off by %.0f %% of the side (the view's own: %.0f %%)"
              .formatted(
                  place.name(),
                  100 * told.balancedAccuracy(),
                  100 * told.meanDistance(),
                  100 * told.meanDistanceOfTheView()));
      run.score(place.name() + " balanced accuracy", told.balancedAccuracy());
      run.score(place.name() + " distance of the middle", told.meanDistance());
    }
    return "validation: " + String.join(", ", scores);
  }

  private void ask(TrainingRun run, List<CoverSamples.Pair> pairs, Told told) {
    int size = config.vision().imageSize();
    int image = 3 * config.imagePixels();
    float[] pixels = new float[2 * pairs.size() * image];
    for (int row = 0; row < pairs.size(); row++) {
      CoverSamples.Pair pair = pairs.get(row);
      Augmentation.plain(pair.before().image(), pair.crop(), size, pixels, row * image);
      Augmentation.plain(
          pair.after().image(), pair.crop(), size, pixels, (pairs.size() + row) * image);
    }
    float[] logits = ask(run, "logits", pixels, pairs.size());
    float[] places = ask(run, "places", pixels, pairs.size());
    for (int row = 0; row < pairs.size(); row++) {
      told.add(pairs.get(row).change(), logits[row] > 0, places[2 * row], places[2 * row + 1]);
    }
  }

  private float[] ask(TrainingRun run, String method, float[] pixels, int pairs) {
    try (TorchCall call = run.network().call(method)) {
      encode(call, pixels, pairs);
      return call.runFloats().values();
    }
  }

  /** What was told of pairs, beside what is so. */
  private static final class Told {

    private final int[] right = new int[2];
    private final int[] count = new int[2];
    private double distance;
    private double distanceOfTheView;

    void add(CoverChange change, boolean changed, double x, double y) {
      int kind = change.changed() ? 1 : 0;
      count[kind]++;
      right[kind] += change.changed() == changed ? 1 : 0;
      distance += kind * Math.hypot(x - change.x(), y - change.y());
      distanceOfTheView += kind * Math.hypot(0.5 - change.x(), 0.5 - change.y());
    }

    /** The mean of the shares of changed and of unchanged pairs that are told right. */
    double balancedAccuracy() {
      return ((double) right[0] / count[0] + (double) right[1] / count[1]) / 2;
    }

    /** Of the middle of a change from where it was told, as a share of the side. */
    double meanDistance() {
      return distance / count[1];
    }

    /** The same of the middle of the view: who knows the place must tell it better than that. */
    double meanDistanceOfTheView() {
      return distanceOfTheView / count[1];
    }
  }
}
