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
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vision encoder: SigLIP up to the layer whose output is the feature map. Thread-safe. */
public final class VisionEncoder implements AutoCloseable {

  private final ModelConfig.Vision config;
  private final ImagePreprocessor preprocessor;
  private final String fingerprint;
  private final TorchNetwork network;

  private VisionEncoder(
      ModelConfig.Vision config,
      ImagePreprocessor preprocessor,
      String fingerprint,
      TorchNetwork network) {
    this.config = config;
    this.preprocessor = preprocessor;
    this.fingerprint = fingerprint;
    this.network = network;
  }

  /**
   * @throws WeightsException if a weight is missing, left over or has another shape
   */
  public static VisionEncoder load(ModelFolder folder) {
    ModelConfig.Vision config = folder.config().vision();
    TorchNetwork network = TorchNetwork.load(network(config, Torch.half()), Torch.device());
    try (WeightFiles files = WeightFiles.open(folder.vision())) {
      WeightBinder.load(network, files, weights(config), name -> unused(config, name));
      network.call("bind").runAndClose();
      return new VisionEncoder(config, folder.preprocessor(), folder.encoderFingerprint(), network);
    } catch (IOException e) {
      network.close();
      throw new WeightsException("cannot read the weights in " + folder.vision() + ": " + e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The network's object, without weights. */
  public static TorchObject network(ModelConfig.Vision config, boolean half) {
    TorchObject object =
        TorchObject.of("siglip", "Siglip")
            .with("half", half)
            .with("layers", config.layers())
            .with("heads", config.heads())
            .with("eps", config.eps())
            .with("loaded", Map.of());
    for (String list :
        List.of(
            "patch",
            "norm1",
            "norm1_bias",
            "qkv",
            "qkv_bias",
            "out",
            "out_bias",
            "norm2",
            "norm2_bias",
            "fc1",
            "fc1_bias",
            "fc2",
            "fc2_bias")) {
      object = object.with(list, List.of());
    }
    return object;
  }

  /** The weights that the network computes with: checkpoint names to shapes. */
  public static Map<String, long[]> weights(ModelConfig.Vision config) {
    long c = config.width();
    long m = config.mlpWidth();
    long p = config.patchSize();
    Map<String, long[]> weights = new LinkedHashMap<>();
    String embeddings = "vision_model.embeddings.";
    weights.put(embeddings + "patch_embedding.weight", new long[] {c, 3, p, p});
    weights.put(embeddings + "patch_embedding.bias", new long[] {c});
    weights.put(embeddings + "position_embedding.weight", new long[] {config.tokens(), c});
    for (int i = 0; i < config.layers(); i++) {
      String layer = "vision_model.encoder.layers." + i + ".";
      for (String norm : List.of("layer_norm1", "layer_norm2")) {
        weights.put(layer + norm + ".weight", new long[] {c});
        weights.put(layer + norm + ".bias", new long[] {c});
      }
      for (String linear : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        weights.put(layer + "self_attn." + linear + ".weight", new long[] {c, c});
        weights.put(layer + "self_attn." + linear + ".bias", new long[] {c});
      }
      weights.put(layer + "mlp.fc1.weight", new long[] {m, c});
      weights.put(layer + "mlp.fc1.bias", new long[] {m});
      weights.put(layer + "mlp.fc2.weight", new long[] {c, m});
      weights.put(layer + "mlp.fc2.bias", new long[] {c});
    }
    return weights;
  }

  /**
   * What a SigLIP checkpoint holds behind the feature map: later layers, post norm, pooling head.
   */
  private static boolean unused(ModelConfig.Vision config, String name) {
    String layers = "vision_model.encoder.layers.";
    if (name.startsWith(layers)) {
      String index = name.substring(layers.length(), name.indexOf('.', layers.length()));
      return index.matches("\\d{1,4}") && Integer.parseInt(index) >= config.layers();
    }
    return name.startsWith("vision_model.post_layernorm.")
        || name.startsWith("vision_model.head.")
        || name.equals("vision_model.embeddings.position_ids");
  }

  /** One feature map an image, in one forward pass. */
  public List<FeatureMap> encode(List<RgbImage> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    try (TorchCall call = call("features_of", images)) {
      return FeatureMap.split(call.runFloats());
    }
  }

  /**
   * The same, made narrow in the network, so that little leaves the device.
   *
   * @param int8 whether to keep a byte a value instead of bf16
   * @throws IllegalArgumentException if a feature is not finite, or too large for bf16
   */
  public List<PackedFeatures> encodePacked(List<RgbImage> images, boolean int8) {
    if (images.isEmpty()) {
      return List.of();
    }
    try (TorchCall call = call("packed", images)) {
      return PackedFeatures.of(config.tokens(), config.width(), call.flag(int8).runPacked());
    }
  }

  /** Images go to the device in 8 bits. */
  private TorchCall call(String method, List<RgbImage> images) {
    int size = config.imageSize();
    ByteBuffer rgb = ByteBuffer.allocateDirect(images.size() * 3 * size * size);
    images.forEach(image -> rgb.put(preprocessor.square(image).rgb()));
    return network.call(method).bytes(rgb.flip()).integer(images.size()).integer(size);
  }

  /**
   * @param pixels [batch, 3, size, size], preprocessed
   */
  public List<FeatureMap> encodePixels(float[] pixels, int batch) {
    int size = config.imageSize();
    try (TorchCall call = network.call("features")) {
      Floats features = call.floats(pixels, batch, 3, size, size).runFloats();
      return FeatureMap.split(features);
    }
  }

  /** Equal for equal configuration and weights. */
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void close() {
    network.close();
  }
}
