package dev.swath.vlm;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * UniRS's change extraction: two feature maps of one place to one of the same shape. Thread-safe.
 */
public final class ChangeExtractor implements AutoCloseable {

  /** The names' beginning in {@code mm_projector/}. */
  public static final String PREFIX = "layers.change.";

  private static final int ATTENTION_WIDTH = 512;

  private final TorchNetwork network;

  private ChangeExtractor(TorchNetwork network) {
    this.network = network;
  }

  /**
   * @throws WeightsException if a weight is missing, left over or has another shape; a checkpoint
   *     without change module (VILA) is such a case
   */
  public static ChangeExtractor load(ModelFolder folder) {
    ModelConfig config = folder.config();
    TorchNetwork network = TorchNetwork.load(network(config, Torch.half()), Torch.device());
    try (WeightFiles files = WeightFiles.open(folder.projector())) {
      bind(network, files, config);
      return new ChangeExtractor(network);
    } catch (IOException e) {
      network.close();
      throw new WeightsException("cannot read the weights in " + folder.projector() + ": " + e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  static void bind(TorchNetwork network, WeightFiles files, ModelConfig config) throws IOException {
    Map<String, long[]> named = new LinkedHashMap<>();
    weights(config).forEach((name, shape) -> named.put(PREFIX + name, shape));
    WeightBinder.check(files, named, ChangeExtractor::unused);
    for (String name : named.keySet()) {
      WeightBinder.add(network, files, name, name.substring(PREFIX.length()));
    }
    network.call("bind").runAndClose();
  }

  private static boolean unused(String name) {
    // to_v is in the checkpoints, but the published code never uses it.
    return !name.startsWith(PREFIX)
        || name.endsWith(".num_batches_tracked")
        || name.endsWith(".att.to_v.weight");
  }

  /** The network's object, without weights. */
  public static TorchObject network(ModelConfig config, boolean half) {
    return TorchObject.of("change", "Change")
        .with("half", half)
        .with("layers", config.projector().changeLayers())
        .with("heads", config.projector().changeHeads())
        .with("w", Map.of());
  }

  /** The weights that the network computes with, names behind {@link #PREFIX}, to shapes. */
  public static Map<String, long[]> weights(ModelConfig config) {
    long c = config.vision().width();
    long side = config.vision().side();
    Map<String, long[]> weights = new LinkedHashMap<>();
    weights.put("h_embedding.weight", new long[] {side, c / 2});
    weights.put("w_embedding.weight", new long[] {side, c / 2});
    for (int i = 0; i < config.projector().changeLayers(); i++) {
      block(weights, "selftrans." + i + ".0.", c, c);
      block(weights, "selftrans." + i + ".1.", 2 * c, c);
    }
    convolution(weights, "Conv1", c, 2 * c, 1);
    convolution(weights, "LN.left.0", c / 2, c, 1);
    norm(weights, "LN.left.1", c / 2);
    convolution(weights, "LN.left.3", c / 2, c / 2, 3);
    norm(weights, "LN.left.4", c / 2);
    convolution(weights, "LN.left.6", c, c / 2, 1);
    norm(weights, "LN.left.7", c);
    return weights;
  }

  private static void block(Map<String, long[]> weights, String name, long width, long hidden) {
    weights.put(name + "att.to_q.weight", new long[] {ATTENTION_WIDTH, width});
    weights.put(name + "att.to_k.weight", new long[] {ATTENTION_WIDTH, width});
    weights.put(name + "att.to_out.0.weight", new long[] {width, ATTENTION_WIDTH});
    weights.put(name + "att.to_out.0.bias", new long[] {width});
    weights.put(name + "feedforward.net.0.weight", new long[] {hidden, width});
    weights.put(name + "feedforward.net.0.bias", new long[] {hidden});
    weights.put(name + "feedforward.net.3.weight", new long[] {width, hidden});
    weights.put(name + "feedforward.net.3.bias", new long[] {width});
    for (String norm : List.of("norm1", "norm2")) {
      weights.put(name + norm + ".weight", new long[] {width});
      weights.put(name + norm + ".bias", new long[] {width});
    }
  }

  private static void convolution(
      Map<String, long[]> weights, String name, long out, long in, long side) {
    weights.put(name + ".weight", new long[] {out, in, side, side});
    weights.put(name + ".bias", new long[] {out});
  }

  private static void norm(Map<String, long[]> weights, String name, long width) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      weights.put(name + "." + part, new long[] {width});
    }
  }

  /**
   * Fuses pairs in one call.
   *
   * @param before one feature map a pair
   * @param after as many
   */
  public List<FeatureMap> fuse(List<FeatureMap> before, List<FeatureMap> after) {
    if (before.size() != after.size()) {
      throw new IllegalArgumentException(
          "%d feature maps before and %d after".formatted(before.size(), after.size()));
    }
    if (before.isEmpty()) {
      return List.of();
    }
    Floats first = FeatureMap.stack(before);
    Floats second = FeatureMap.stack(after);
    try (TorchCall call = network.call("fuse")) {
      return FeatureMap.split(
          call.floats(first.values(), first.shape())
              .floats(second.values(), second.shape())
              .runFloats());
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
