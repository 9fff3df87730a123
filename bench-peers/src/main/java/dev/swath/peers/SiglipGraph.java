package dev.swath.peers;

import static dev.swath.peers.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes SigLIP's vision transformer as an ONNX file, all layers, without post norm and pooling
 * head. Shapes: B images, N tokens, C width.
 */
final class SiglipGraph {

  private static final String EMBEDDINGS = "vision_model.embeddings.";

  private final OnnxGraph graph = new OnnxGraph();
  private final SiglipSizes sizes;
  private final Map<String, StoredWeight> weights;
  private final Attention attention;
  private final long images;

  private SiglipGraph(
      SiglipSizes sizes, Map<String, StoredWeight> weights, Attention attention, long images) {
    this.sizes = sizes;
    this.weights = weights;
    this.attention = attention;
    this.images = images;
  }

  /**
   * Writes the file into a checkpoint's folder, where the weights lie.
   *
   * @param folder with {@code config.json} and {@code model.safetensors}, in F32
   * @param images that are encoded together
   * @return the file
   */
  static Path write(Path folder, Attention attention, long images) throws IOException {
    SiglipGraph siglip =
        new SiglipGraph(
            SiglipSizes.read(folder.resolve("config.json")),
            StoredWeight.of(folder.resolve("model.safetensors")),
            attention,
            images);
    siglip.build();
    Path file = folder.resolve(attention + ".onnx");
    siglip.graph.write(file, attention.operators(), attention.format());
    return file;
  }

  private void build() {
    String x = embed();
    for (long layer = 0; layer < sizes.layers(); layer++) {
      x = layer(x, "vision_model.encoder.layers." + layer + ".");
    }
    graph.output(tokens(x), images, sizes.tokens(), sizes.width());
  }

  /** [B, 3, S, S] to [B * N, C]. */
  private String embed() {
    long patch = sizes.patchSize();
    String pixels = graph.input("pixels", images, 3, sizes.imageSize(), sizes.imageSize());
    String patches =
        graph.node(
            "Conv",
            List.of(
                pixels,
                weight(EMBEDDINGS + "patch_embedding.weight"),
                weight(EMBEDDINGS + "patch_embedding.bias")),
            attribute("kernel_shape", patch, patch),
            attribute("strides", patch, patch));
    String tokens = transpose(reshape(patches, images, sizes.width(), sizes.tokens()), 0L, 2L, 1L);
    String placed =
        graph.node("Add", List.of(tokens, weight(EMBEDDINGS + "position_embedding.weight")));
    return flat(placed);
  }

  /** [B * N, C] to the same. */
  private String layer(String x, String name) {
    String h = norm(x, name + "layer_norm1");
    String attended =
        attend(
            linear(h, name + "self_attn.q_proj"),
            linear(h, name + "self_attn.k_proj"),
            linear(h, name + "self_attn.v_proj"));
    String y = graph.node("Add", List.of(x, linear(attended, name + "self_attn.out_proj")));
    String inner =
        graph.node(
            "Gelu",
            List.of(linear(norm(y, name + "layer_norm2"), name + "mlp.fc1")),
            attribute("approximate", "tanh"));
    return graph.node("Add", List.of(y, linear(inner, name + "mlp.fc2")));
  }

  private String attend(String q, String k, String v) {
    return switch (attention) {
      case OPERATORS -> attendByOperators(heads(q, 0L, 2L, 1L, 3L), heads(k, 0L, 2L, 3L, 1L), v);
      case STANDARD ->
          flat(
              graph.node(
                  "Attention",
                  List.of(tokens(q), tokens(k), tokens(v)),
                  attribute("q_num_heads", sizes.heads()),
                  attribute("kv_num_heads", sizes.heads())));
      case MULTI_HEAD ->
          flat(
              graph.node(
                  OnnxGraph.ONNX_RUNTIME,
                  "MultiHeadAttention",
                  List.of(tokens(q), tokens(k), tokens(v)),
                  attribute("num_heads", sizes.heads())));
    };
  }

  /** q [B, heads, N, d], k [B, heads, d, N], v [B * N, C] to [B * N, C]. */
  private String attendByOperators(String q, String k, String v) {
    String scale = graph.real((float) (1 / Math.sqrt(sizes.headWidth())));
    String scores = graph.node("Mul", List.of(graph.node("MatMul", List.of(q, k)), scale));
    String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1L));
    String mixed = graph.node("MatMul", List.of(shares, heads(v, 0L, 2L, 1L, 3L)));
    return flat(transpose(mixed, 0L, 2L, 1L, 3L));
  }

  private String heads(String x, Long... order) {
    return transpose(reshape(x, images, sizes.tokens(), sizes.heads(), sizes.headWidth()), order);
  }

  /** [B * N, C] to [B, N, C]. */
  private String tokens(String x) {
    return reshape(x, images, sizes.tokens(), sizes.width());
  }

  /** To [B * N, C]. */
  private String flat(String x) {
    return reshape(x, images * sizes.tokens(), sizes.width());
  }

  /** Gemm takes a checkpoint's matrices [out, in] as they are. */
  private String linear(String x, String name) {
    return graph.node(
        "Gemm",
        List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        attribute("transB", 1L));
  }

  private String norm(String x, String name) {
    return graph.node(
        "LayerNormalization",
        List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        attribute("axis", -1L),
        attribute("epsilon", sizes.eps()));
  }

  private String reshape(String x, Long... shape) {
    return graph.node("Reshape", List.of(x, graph.integers(shape)));
  }

  private String transpose(String x, Long... order) {
    return graph.node("Transpose", List.of(x), attribute("perm", order));
  }

  private String weight(String name) {
    StoredWeight weight = weights.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no weight '" + name + "' in model.safetensors");
    }
    return graph.weight(weight);
  }
}
