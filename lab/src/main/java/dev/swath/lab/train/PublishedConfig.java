package dev.swath.lab.train;

import dev.swath.vlm.ModelConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code config.json} of a model's parts, as published checkpoints have it. */
public final class PublishedConfig {

  private PublishedConfig() {}

  /** A vision encoder that has no more layers than are computed. */
  public static Map<String, Object> vision(ModelConfig.Vision v) {
    Map<String, Object> vision = new LinkedHashMap<>();
    vision.put("architectures", List.of("SiglipVisionModel"));
    vision.put("model_type", "siglip_vision_model");
    vision.put("hidden_act", "gelu_pytorch_tanh");
    vision.put("hidden_size", v.width());
    vision.put("intermediate_size", v.mlpWidth());
    vision.put("num_hidden_layers", v.layers());
    vision.put("num_attention_heads", v.heads());
    vision.put("image_size", v.imageSize());
    vision.put("patch_size", v.patchSize());
    vision.put("num_channels", 3);
    vision.put("layer_norm_eps", v.eps());
    return vision;
  }

  public static Map<String, Object> language(ModelConfig.Language l) {
    Map<String, Object> language = new LinkedHashMap<>();
    language.put("architectures", List.of("LlamaForCausalLM"));
    language.put("model_type", "llama");
    language.put("hidden_act", "silu");
    language.put("hidden_size", l.width());
    language.put("intermediate_size", l.mlpWidth());
    language.put("num_hidden_layers", l.layers());
    language.put("num_attention_heads", l.heads());
    language.put("num_key_value_heads", l.keyValueHeads());
    language.put("vocab_size", l.vocabulary());
    language.put("max_position_embeddings", l.context());
    language.put("rms_norm_eps", l.eps());
    language.put("rope_theta", l.ropeTheta());
    language.put("tie_word_embeddings", l.tiedEmbeddings());
    language.put("bos_token_id", l.bos());
    language.put("eos_token_id", l.eos());
    return language;
  }
}
