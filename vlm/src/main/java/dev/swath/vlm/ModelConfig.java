package dev.swath.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sizes of a model, as its {@code config.json} files give them.
 *
 * @param padImages whether images are padded to a square ({@code image_aspect_ratio} {@code pad})
 *     or stretched
 */
public record ModelConfig(
    Vision vision, Projector projector, Language language, boolean padImages, int videoFrames) {

  /**
   * The vision encoder.
   *
   * @param layers how many layers are computed: the features are the output of the last of these
   */
  public record Vision(
      int width, int mlpWidth, int layers, int heads, int imageSize, int patchSize, double eps) {

    /** The side of the feature grid. */
    public int side() {
      return imageSize / patchSize;
    }

    public int tokens() {
      return side() * side();
    }
  }

  /**
   * The projector and the change module in front of it.
   *
   * @param changeLayers attention layers in the change module ({@code cc_n_layers})
   * @param changeHeads heads in each of them ({@code cc_head})
   */
  public record Projector(int changeLayers, int changeHeads) {}

  /** The language model, LLaMA. */
  public record Language(
      int width,
      int mlpWidth,
      int layers,
      int heads,
      int keyValueHeads,
      int vocabulary,
      int context,
      double eps,
      double ropeTheta,
      boolean tiedEmbeddings,
      int bos,
      int eos) {

    public int headWidth() {
      return width / heads;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PUBLISHED_VIDEO_FRAMES = 8;

  /** How many visual tokens one image becomes behind the projector: 2 x 2 blocks, rounded up. */
  public int tokensPerImage() {
    int blocks = (vision.side() + 1) / 2;
    return blocks * blocks;
  }

  /** Pixels of one channel of the encoder's input. */
  public int imagePixels() {
    return vision.imageSize() * vision.imageSize();
  }

  static ModelConfig read(Path folder) {
    JsonNode top = json(folder.resolve("config.json"));
    return new ModelConfig(
        vision(folder.resolve("vision_tower/config.json"), top),
        projector(top),
        language(folder.resolve("llm/config.json")),
        !top.path("image_aspect_ratio").asText("resize").equals("resize"),
        top.path("num_video_frames").asInt(PUBLISHED_VIDEO_FRAMES));
  }

  static Vision vision(Path file, JsonNode top) {
    JsonNode json = json(file);
    int layers = positive(file, json, "num_hidden_layers");
    // Counted from the end as in hidden_states: -1 is the last layer's output, -2 the one before.
    int select = top.path("mm_vision_select_layer").asInt(-2);
    int computed = select < 0 ? layers + 1 + select : select;
    if (computed < 1 || computed > layers) {
      throw new WeightsException(
          "mm_vision_select_layer %d does not fit the %d layers of %s"
              .formatted(select, layers, file));
    }
    return new Vision(
        positive(file, json, "hidden_size"),
        positive(file, json, "intermediate_size"),
        computed,
        positive(file, json, "num_attention_heads"),
        positive(file, json, "image_size"),
        positive(file, json, "patch_size"),
        json.path("layer_norm_eps").asDouble(1e-6));
  }

  static Projector projector(JsonNode top) {
    JsonNode json = top.path("mm_projector_cfg");
    String type = json.path("mm_projector_type").asText("mlp_downsample");
    if (!type.equals("mlp_downsample")) {
      throw new WeightsException(
          "mm_projector_type '" + type + "' is not supported; Swath runs mlp_downsample");
    }
    return new Projector(json.path("cc_n_layers").asInt(0), json.path("cc_head").asInt(8));
  }

  static Language language(Path file) {
    JsonNode json = json(file);
    if (!json.path("rope_scaling").isMissingNode() && !json.path("rope_scaling").isNull()) {
      throw new WeightsException(file + ": rope_scaling is not supported");
    }
    int heads = positive(file, json, "num_attention_heads");
    return new Language(
        positive(file, json, "hidden_size"),
        positive(file, json, "intermediate_size"),
        positive(file, json, "num_hidden_layers"),
        heads,
        json.path("num_key_value_heads").asInt(heads),
        positive(file, json, "vocab_size"),
        json.path("tokenizer_model_max_length")
            .asInt(json.path("max_position_embeddings").asInt(2048)),
        json.path("rms_norm_eps").asDouble(1e-5),
        json.path("rope_theta").asDouble(10000),
        json.path("tie_word_embeddings").asBoolean(false),
        json.path("bos_token_id").asInt(1),
        json.path("eos_token_id").asInt(2));
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new WeightsException(
          "cannot read %s (%s); a VILA checkpoint is a folder with config.json, llm/, vision_tower/ and mm_projector/"
              .formatted(file, e.getMessage()));
    }
  }

  private static int positive(Path file, JsonNode json, String name) {
    int value = json.path(name).asInt(0);
    if (value <= 0) {
      throw new WeightsException(file + " gives no positive '" + name + "'");
    }
    return value;
  }
}
