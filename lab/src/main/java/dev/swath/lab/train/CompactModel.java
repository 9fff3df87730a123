package dev.swath.lab.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of the compact model, and its folder: the layout of a VILA checkpoint, weights in bf16.
 */
public final class CompactModel {

  /** Tokens of the vocabulary. */
  public static final int VOCABULARY = 1024;

  public static final ModelConfig CONFIG =
      new ModelConfig(
          new ModelConfig.Vision(192, 768, 6, 3, 64, 8, 1e-6),
          new ModelConfig.Projector(0, 8),
          new ModelConfig.Language(192, 512, 4, 3, 3, VOCABULARY, 512, 1e-5, 10000, false, 1, 2),
          false,
          8);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  public CompactModel(Path folder) {
    this.folder = folder;
  }

  public Path folder() {
    return folder;
  }

  /** Writes the configuration files. */
  public void writeConfiguration() throws IOException {
    ModelConfig.Vision v = CONFIG.vision();
    ModelConfig.Language l = CONFIG.language();
    Map<String, Object> projector = new LinkedHashMap<>();
    projector.put("architectures", List.of("MultimodalProjector"));
    projector.put("model_type", "v2l_projector");
    projector.put("mm_projector_type", "mlp_downsample");
    projector.put("cc_n_layers", CONFIG.projector().changeLayers());
    projector.put("cc_head", CONFIG.projector().changeHeads());
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("architectures", List.of("LlavaLlamaModel"));
    top.put("model_type", "llava_llama");
    top.put("image_aspect_ratio", "resize");
    top.put("mm_hidden_size", v.width());
    top.put("hidden_size", l.width());
    top.put("mm_vision_select_layer", -1);
    top.put("num_video_frames", CONFIG.videoFrames());
    top.put("vision_resolution", v.imageSize());
    top.put("mm_projector_cfg", projector);
    write("config.json", top);
    write("mm_projector/config.json", projector);
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
    write("vision_tower/config.json", vision);
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
    write("llm/config.json", language);
  }

  public void writeVision(Map<String, Floats> trained) throws IOException {
    weights("vision_tower", select(trained, VisionEncoder.weights(CONFIG.vision()), ""));
  }

  /** The change module alone, until the projector is trained. */
  public void writeChange(Map<String, Floats> trained) throws IOException {
    weights(
        "mm_projector", select(trained, ChangeExtractor.weights(CONFIG), ChangeExtractor.PREFIX));
  }

  /** Language model, projector, and the change module beside it. */
  public void writeLanguage(Map<String, Floats> trained, Map<String, Floats> change)
      throws IOException {
    weights("llm", select(trained, LanguageNetwork.weights(CONFIG.language()), ""));
    Map<String, Floats> projector =
        new LinkedHashMap<>(
            select(change, ChangeExtractor.weights(CONFIG), ChangeExtractor.PREFIX));
    LanguageNetwork.projectorWeights(CONFIG.vision().width(), CONFIG.language().width())
        .keySet()
        .forEach(
            name ->
                projector.put(
                    "layers.single." + name, trained.get(LanguageNetwork.PROJECTOR + name)));
    weights("mm_projector", projector);
  }

  private static Map<String, Floats> select(
      Map<String, Floats> trained, Map<String, long[]> wanted, String prefix) {
    Map<String, Floats> selected = new LinkedHashMap<>();
    wanted.forEach((name, shape) -> selected.put(prefix + name, trained.get(name)));
    return selected;
  }

  private void weights(String part, Map<String, Floats> tensors) throws IOException {
    Files.createDirectories(folder.resolve(part));
    SafeTensorsWriter.write(
        folder.resolve(part).resolve("model.safetensors"), tensors, Format.BF16, Map.of());
  }

  private void write(String name, Map<String, Object> json) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(json) + "\n");
  }
}
