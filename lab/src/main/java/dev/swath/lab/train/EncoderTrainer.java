package dev.swath.lab.train;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.PatchCover;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import dev.swath.lab.train.LabelledBatches.Targets;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Trains the vision encoder from scratch to tell the classes of several datasets apart, each image
 * scored among the classes of its own dataset, and to tell what covers each patch of places whose
 * cover is known.
 */
public final class EncoderTrainer implements Stage {

  /**
   * Places with known cover in a batch.
   *
   * @param perBatch tiles of them in each batch
   */
  public record Covers(TileSeries series, int perBatch) {}

  /**
   * What it learns from.
   *
   * @param teacher whose probabilities are learnt too, if there is one
   */
  record Material(LabelledBatches labelled, List<Covers> covers, Optional<ConvTeacher> teacher) {}

  private static final Augmentation COVER_VIEW = new Augmentation(1, 0.1);
  private static final double SMALLEST_COVER_CROP = 0.6;

  private final ModelConfig.Vision config;
  private final Material material;
  private final KeptTokens kept;
  private final Map<String, Floats> start;
  private final long seed;
  private final int labelled;
  private final int batch;

  /**
   * How many of an image's tokens a step computes, chosen at random. Some of them cost less and
   * keep from learning images by heart; all of them in the last steps is how the encoder will see.
   *
   * @param share of the tokens, more than 0 and up to 1
   * @param allFrom the first step that computes all
   */
  public record KeptTokens(double share, long allFrom) {

    int at(long step, int tokens) {
      return step >= allFrom ? tokens : (int) Math.max(1, Math.round(share * tokens));
    }
  }

  /**
   * @param start weights to begin with; what it does not name begins at random
   */
  EncoderTrainer(
      ModelConfig.Vision config,
      Material material,
      KeptTokens kept,
      Map<String, Floats> start,
      long seed) {
    this.config = config;
    this.material = material;
    this.kept = kept;
    this.start = start;
    this.seed = seed;
    this.labelled = material.labelled().images();
    this.batch = labelled + material.covers().stream().mapToInt(Covers::perBatch).sum();
  }

  @Override
  public TorchObject network() {
    return object(config, Torch.half());
  }

  /**
   * The training network's object, without weights.
   *
   * @param mixed whether the blocks are computed in bf16, with weights in fp32
   */
  static TorchObject object(ModelConfig.Vision config, boolean mixed) {
    return Stage.trained("encoder_training", "EncoderTraining")
        .with("mixed", mixed)
        .with("net", VisionEncoder.network(config, false))
        .with("head", List.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    Map<String, long[]> shapes = VisionEncoder.weights(config);
    int classes = material.labelled().classes();
    shapes.put("head.norm.weight", new long[] {config.width()});
    shapes.put("head.norm.bias", new long[] {config.width()});
    shapes.put("head.weight", new long[] {classes, config.width()});
    shapes.put("head.bias", new long[] {classes});
    shapes.put("head.cover.weight", new long[] {PatchCover.CHANNELS, config.width()});
    shapes.put("head.cover.bias", new long[] {PatchCover.CHANNELS});
    return Initialiser.from(start, shapes, config.layers(), seed);
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
    int tokens = kept.at(step, config.tokens());
    return NetworkFlops.TRAINED * NetworkFlops.siglip(config, batch, tokens)
        + NetworkFlops.siglipMuon(config)
        + (material.teacher().isPresent()
            ? ConvTeacher.flops(config.imageSize(), material.labelled().taught())
            : 0);
  }

  @Override
  public String describe(long step) {
    return material.labelled().describe()
        + material.covers().stream()
            .map(cover -> ", %d tiles of %s".formatted(cover.perBatch(), cover.series().name()))
            .collect(Collectors.joining());
  }

  @Override
  public void step(TorchCall call, long step) {
    // The batch depends on seed and step alone, so that a resumed run sees what it would have seen.
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    int size = config.imageSize();
    float[] pixels = new float[batch * 3 * size * size];
    Targets targets = material.labelled().write(pixels, random);
    material.teacher().ifPresent(teacher -> teacher.blendInto(targets, pixels));
    CoverMaps maps = coverMaps(pixels, random);
    call.floats(pixels, batch, 3, size, size);
    targets.addTo(call);
    call.floats(maps.shares(), batch - labelled, config.tokens(), PatchCover.CHANNELS)
        .floats(maps.known(), batch - labelled, config.tokens(), PatchCover.CHANNELS)
        .longs(
            keptTokens(kept.at(step, config.tokens()), random),
            batch,
            kept.at(step, config.tokens()));
  }

  /** The wanted cover of the rows behind the labelled ones, [rows, tokens, channels] each. */
  private record CoverMaps(float[] shares, float[] known) {}

  private CoverMaps coverMaps(float[] pixels, SplittableRandom random) {
    int size = config.imageSize();
    int map = config.tokens() * PatchCover.CHANNELS;
    float[] wanted = new float[(batch - labelled) * map];
    float[] known = new float[wanted.length];
    int row = 0;
    for (Covers cover : material.covers()) {
      List<Place> places = cover.series().train();
      for (int i = 0; i < cover.perBatch(); i++, row++) {
        List<Acquisition> dates = places.get(random.nextInt(places.size())).acquisitions();
        Acquisition date = dates.get(random.nextInt(dates.size()));
        Crop crop = Crop.random(date.image().width(), SMALLEST_COVER_CROP, random);
        COVER_VIEW.write(
            date.image(), crop, size, random, pixels, (labelled + row) * 3 * size * size);
        PatchCover.write(date, crop, cover.series().sensor(), side(), wanted, known, row * map);
      }
    }
    return new CoverMaps(wanted, known);
  }

  /** For each image of the batch the tokens that are computed, chosen at random. */
  private long[] keptTokens(int keep, SplittableRandom random) {
    long[] chosen = new long[batch * keep];
    long[] order = LongStream.range(0, config.tokens()).toArray();
    for (int image = 0; image < batch; image++) {
      for (int i = 0; i < keep && keep < order.length; i++) {
        int other = i + random.nextInt(order.length - i);
        long token = order[i];
        order[i] = order[other];
        order[other] = token;
      }
      System.arraycopy(order, 0, chosen, image * keep, keep);
    }
    return chosen;
  }

  private int side() {
    return config.imageSize() / config.patchSize();
  }

  @Override
  public String evaluate(TrainingRun run, int most) {
    return new EncoderValidation(config, material.labelled().shares(), material.covers())
        .evaluate(run, most);
  }
}
