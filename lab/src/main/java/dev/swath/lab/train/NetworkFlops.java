package dev.swath.lab.train;

import dev.swath.vlm.ModelConfig;

/**
 * Floating point operations of the networks' forward passes: two for each weight of a matrix and
 * each token, and in attention two for each channel of each pair of tokens, for the scores and
 * again for the sums (Kaplan et al. 2020, "Scaling Laws for Neural Language Models", section 2.1;
 * Chowdhery et al. 2022, "PaLM", appendix B). Norms, activations and embeddings are not counted; of
 * the optimizer Muon's matrix products are.
 *
 * <p>Training a network costs three times its forward pass: the backward pass makes the gradients
 * of the inputs and of the weights. Where weights are frozen, theirs are not made: twice.
 */
public final class NetworkFlops {

  static final int TRAINED = 3;
  static final int FROZEN_WEIGHTS = 2;

  private static final int CHANGE_ATTENTION_WIDTH = 512;

  /** As many as {@code optim.orthogonal} makes. */
  private static final int NEWTON_SCHULZ_STEPS = 5;

  private NetworkFlops() {}

  /**
   * The vision encoder's forward pass.
   *
   * @param tokens an image; fewer than the grid's if only some are computed
   */
  public static double siglip(ModelConfig.Vision config, double images, double tokens) {
    double c = config.width();
    double patch = 3.0 * config.patchSize() * config.patchSize() * c;
    double matrices = 4 * c * c + 2 * c * config.mlpWidth();
    double token = 2 * patch + config.layers() * (2 * matrices + 4 * tokens * c);
    return images * tokens * token;
  }

  /** Muon's step of the encoder's layers. */
  static double siglipMuon(ModelConfig.Vision config) {
    double c = config.width();
    double m = config.mlpWidth();
    return config.layers()
        * (orthogonal(3 * c, c) + orthogonal(c, c) + orthogonal(m, c) + orthogonal(c, m));
  }

  /** Muon's step of the language model's layers and of the projector. */
  static double llamaMuon(ModelConfig config) {
    double d = config.language().width();
    double kv = (double) config.language().keyValueHeads() * config.language().headWidth();
    double m = config.language().mlpWidth();
    double layer =
        orthogonal(d + 2 * kv, d) + orthogonal(d, d) + orthogonal(2 * m, d) + orthogonal(d, m);
    return config.language().layers() * layer
        + orthogonal(d, 4.0 * config.vision().width())
        + orthogonal(d, d);
  }

  /** A matrix with itself, its square, and that with the matrix; along the shorter side. */
  private static double orthogonal(double rows, double columns) {
    double shorter = Math.min(rows, columns);
    double longer = Math.max(rows, columns);
    return NEWTON_SCHULZ_STEPS * 2 * shorter * shorter * (2 * longer + shorter);
  }

  /** The change module's forward pass. */
  public static double change(ModelConfig config, double pairs) {
    double c = config.vision().width();
    double tokens = config.vision().tokens();
    // Conv1 from 2C to C; then 1 x 1 to C / 2, 3 x 3, 1 x 1 back to C.
    double convolutions = 2 * c * c + c * c / 2 + 9 * c * c / 4 + c * c / 2;
    double layer = 2 * changeBlock(c, c, tokens) + changeBlock(2 * c, c, tokens);
    return pairs * tokens * (2 * convolutions + config.projector().changeLayers() * layer);
  }

  private static double changeBlock(double width, double hidden, double tokens) {
    double matrices = 3 * width * CHANGE_ATTENTION_WIDTH + 2 * width * hidden;
    return 2 * matrices + 4 * tokens * CHANGE_ATTENTION_WIDTH;
  }

  /** The projector's forward pass. */
  static double projector(ModelConfig config, double images) {
    double d = config.language().width();
    return images * config.tokensPerImage() * 2 * (4.0 * config.vision().width() * d + d * d);
  }

  /**
   * The matrices of the language model's layers, forward. Of the last layer only keys, values and
   * queries are made of all tokens; what follows attention is made of the wanted ones.
   *
   * @param tokens of all rows, padding included
   * @param wanted those whose next token is told
   */
  public static double llamaMatrices(ModelConfig.Language config, double tokens, double wanted) {
    double d = config.width();
    double kv = (double) config.keyValueHeads() * config.headWidth();
    double before = d * d + 2 * d * kv;
    double behind = d * d + 3 * d * config.mlpWidth();
    double last = tokens * before + wanted * behind;
    return 2 * ((config.layers() - 1) * tokens * (before + behind) + last);
  }

  /** Causal attention, forward: a token sees those before it, half of the row in the mean. */
  public static double llamaAttention(
      ModelConfig.Language config, double rows, double tokensPerRow) {
    return rows * tokensPerRow * config.layers() * 4 * (tokensPerRow / 2) * config.width();
  }

  /** The language model's head, forward, for the wanted tokens. */
  public static double llamaHead(ModelConfig.Language config, double wanted) {
    return wanted * 2 * config.width() * config.vocabulary();
  }

  /**
   * A training step of an adapter on a frozen language model, projector included; the encoder and
   * the change module in front of it are not.
   */
  public static double adapterStep(ModelConfig config, AnswerBatch batch, LoraAdapter lora) {
    ModelConfig.Language language = config.language();
    double tokens = (double) batch.rows() * batch.length();
    double wanted = batch.answerTokens();
    double matrices = llamaMatrices(language, tokens, wanted) + llamaHead(language, wanted);
    double attention = llamaAttention(language, batch.rows(), batch.length());
    double late = lora.lastWeights(language);
    double adapter = 2 * (tokens * (lora.weights(language) - late) + wanted * late);
    return projector(config, batch.images().shape()[0])
        + FROZEN_WEIGHTS * matrices
        + TRAINED * (attention + adapter);
  }
}
