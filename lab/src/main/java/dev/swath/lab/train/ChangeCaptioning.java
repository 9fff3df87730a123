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
import java.util.Random;

/**
 * Trains the change module before an adapter is tuned: a small transformer decoder over the fused
 * features learns to write the captions of changes, and the change module with it (Chang and
 * Ghamisi 2023, Chg2Cap). The decoder is thrown away.
 */
public final class ChangeCaptioning implements Stage {

  private static final int WIDTH = 256;
  private static final int HEADS = 4;
  private static final int LAYERS = 2;

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
        .with("layers", LAYERS)
        .with("heads", HEADS)
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
    weights.putAll(Initialiser.random(decoderShapes(), LAYERS, seed + 1));
    return weights;
  }

  private Map<String, long[]> decoderShapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("decoder.embed_tokens.weight", new long[] {config.language().vocabulary(), WIDTH});
    shapes.put("decoder.position_embedding.weight", new long[] {longest, WIDTH});
    norm(shapes, "decoder.memory_norm", config.vision().width());
    linear(shapes, "decoder.memory", WIDTH, config.vision().width());
    for (int i = 0; i < LAYERS; i++) {
      String layer = "decoder.layers." + i + ".";
      for (String attention : List.of("self_attn.", "cross_attn.")) {
        for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
          linear(shapes, layer + attention + part, WIDTH, WIDTH);
        }
      }
      linear(shapes, layer + "fc1", 4 * WIDTH, WIDTH);
      linear(shapes, layer + "fc2", WIDTH, 4 * WIDTH);
      for (String norm : List.of("norm1", "norm2", "norm3")) {
        norm(shapes, layer + norm, WIDTH);
      }
    }
    norm(shapes, "decoder.norm", WIDTH);
    return shapes;
  }

  private static void linear(Map<String, long[]> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  private static void norm(Map<String, long[]> shapes, String name, long width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
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
  public void step(TorchCall call, long step) {
    // Only whole batches: the batch norms want enough pairs. Who is left out changes by the epoch.
    long epoch = step / stepsPerEpoch();
    Random random = new Random(seed * 1_000_003 + epoch);
    List<Example> order = new ArrayList<>(pairs.training());
    Collections.shuffle(order, random);
    int from = (int) (step % stepsPerEpoch()) * batch;
    add(call, order.subList(from, from + batch), (int) epoch);
  }

  /**
   * @param turn which of a pair's captions is taken, counted on around their number
   */
  private void add(TorchCall call, List<Example> rows, int turn) {
    List<FeatureMap> before = new ArrayList<>();
    List<FeatureMap> after = new ArrayList<>();
    long[] ids = new long[rows.size() * longest];
    long[] targets = new long[rows.size() * longest];
    Arrays.fill(targets, AnswerBatch.IGNORED);
    for (int row = 0; row < rows.size(); row++) {
      Example pair = rows.get(row);
      List<FeatureMap> maps = features(pair);
      before.add(maps.get(0));
      after.add(maps.get(1));
      int[] caption = tokenizer.encode(pair.answers().get(turn % pair.answers().size()));
      ids[row * longest] = config.language().bos();
      for (int t = 0; t < caption.length; t++) {
        targets[row * longest + t] = caption[t];
        if (t + 1 < longest) {
          ids[row * longest + t + 1] = caption[t];
        }
      }
      targets[row * longest + caption.length] = config.language().eos();
    }
    Floats first = FeatureMap.stack(before);
    Floats second = FeatureMap.stack(after);
    call.floats(first.values(), first.shape())
        .floats(second.values(), second.shape())
        .longs(ids, rows.size(), longest)
        .longs(targets, rows.size(), longest);
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
    return "loss %.4f on %s pairs".formatted(sum / count, fresh ? "held-out" : "training");
  }
}
