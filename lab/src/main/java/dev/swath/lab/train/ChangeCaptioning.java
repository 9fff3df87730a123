package dev.swath.lab.train;

import dev.swath.lab.dataset.Example;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Trains the change module before an adapter is tuned: a small transformer decoder over the fused
 * features learns to write the captions of changes, and the change module with it (Chang and
 * Ghamisi 2023, Chg2Cap). The decoder is thrown away.
 */
public final class ChangeCaptioning implements Stage {

  private static final int DESCRIBED = 5;

  /** The feature maps of a pair's two images. */
  @FunctionalInterface
  public interface PairFeatures {
    List<FeatureMap> of(Example pair) throws IOException;
  }

  /**
   * What is learnt, and what it is measured on.
   *
   * @param heldOut pairs of other places; may be empty
   */
  public record Pairs(List<Example> training, List<Example> heldOut) {}

  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final PairFeatures features;
  private final Pairs pairs;
  private final Map<String, Floats> change;
  private final int batch;
  private final long seed;
  private final int longest;

  /**
   * @param change the change module to begin with, names behind {@link ChangeExtractor#PREFIX};
   *     empty to begin with a random one
   */
  public ChangeCaptioning(
      ModelConfig config,
      Tokenizer tokenizer,
      PairFeatures features,
      Pairs pairs,
      Map<String, Floats> change,
      int batch,
      long seed) {
    if (pairs.training().isEmpty()) {
      throw new IllegalArgumentException("there are no pairs with captions to train on");
    }
    this.config = config;
    this.tokenizer = tokenizer;
    this.features = features;
    this.pairs = pairs;
    this.change = change;
    this.batch = Math.min(batch, pairs.training().size());
    this.seed = seed;
    List<Example> all = new ArrayList<>(pairs.training());
    all.addAll(pairs.heldOut());
    this.longest =
        all.stream()
            .flatMap(example -> example.answers().stream())
            .mapToInt(caption -> tokenizer.encode(caption).length + 1)
            .max()
            .orElseThrow();
  }

  @Override
  public TorchObject network() {
    return Stage.trained("change_captioning", "ChangeCaptioning")
        .with("net", ChangeExtractor.network(config, false))
        .with("layers", CaptionDecoder.LAYERS)
        .with("heads", CaptionDecoder.HEADS)
        .with("names", List.of())
        .with("decoder_names", List.of())
        .with("d", Map.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    Map<String, Floats> weights = new LinkedHashMap<>(change);
    if (change.isEmpty()) {
      weights.putAll(Initialiser.random(ChangeExtractor.weights(config), 1, seed));
      weights.forEach(
          (name, tensor) -> {
            if (name.endsWith("running_var")) {
              Arrays.fill(tensor.values(), 1);
            }
          });
    }
    weights.putAll(
        Initialiser.random(
            CaptionDecoder.weights(config, longest), CaptionDecoder.LAYERS, seed + 1));
    return weights;
  }

  /** Steps in which every pair comes once. */
  public long stepsPerEpoch() {
    return pairs.training().size() / batch;
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
  public OptionalDouble epoch(long steps) {
    return OptionalDouble.of((double) steps / stepsPerEpoch());
  }

  /** The encoder, whose features are mostly kept, is not counted. */
  @Override
  public double flops(long step) {
    return NetworkFlops.TRAINED
        * (NetworkFlops.change(config, batch) + CaptionDecoder.flops(config, batch, longest));
  }

  @Override
  public String describe(long step) {
    return rows(step).stream()
        .limit(DESCRIBED)
        .map(Example::id)
        .collect(Collectors.joining(", ", batch + " pairs, the first: ", ""));
  }

  @Override
  public void step(TorchCall call, long step) {
    add(call, rows(step), (int) (step / stepsPerEpoch()));
  }

  private List<Example> rows(long step) {
    // Only whole batches: the batch norms want enough pairs. Who is left out changes by the epoch.
    long epoch = step / stepsPerEpoch();
    Random random = new Random(seed * 1_000_003 + epoch);
    List<Example> order = new ArrayList<>(pairs.training());
    Collections.shuffle(order, random);
    int from = (int) (step % stepsPerEpoch()) * batch;
    return order.subList(from, from + batch);
  }

  /**
   * @param turn which of a pair's captions is taken, counted on around their number
   */
  private void add(TorchCall call, List<Example> rows, int turn) {
    List<FeatureMap> before = new ArrayList<>();
    List<FeatureMap> after = new ArrayList<>();
    List<int[]> captions = new ArrayList<>();
    for (Example pair : rows) {
      List<FeatureMap> maps = features(pair);
      before.add(maps.get(0));
      after.add(maps.get(1));
      captions.add(tokenizer.encode(pair.answers().get(turn % pair.answers().size())));
    }
    Floats first = FeatureMap.stack(before);
    Floats second = FeatureMap.stack(after);
    call.floats(first.values(), first.shape()).floats(second.values(), second.shape());
    CaptionDecoder.add(call, captions, longest, config.language());
  }

  private List<FeatureMap> features(Example pair) {
    try {
      return features.of(pair);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The loss of the first captions of held-out pairs; of training ones where there are none. */
  @Override
  public String evaluate(TrainingRun run, int most) {
    boolean fresh = !pairs.heldOut().isEmpty();
    List<Example> all = fresh ? pairs.heldOut() : pairs.training();
    int count = Math.min(most, all.size());
    double sum = 0;
    for (int from = 0; from < count; from += batch) {
      List<Example> rows = all.subList(from, Math.min(count, from + batch));
      try (TorchCall call = run.network().call("loss")) {
        add(call, rows, 0);
        sum += rows.size() * call.runFloats().values()[0];
      }
    }
    String what = fresh ? "held-out" : "training";
    run.score("loss on %s pairs".formatted(what), sum / count);
    return "loss %.4f on %s pairs".formatted(sum / count, what);
  }
}
