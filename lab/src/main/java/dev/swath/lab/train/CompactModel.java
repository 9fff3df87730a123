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
    write("vision_tower/config.json", PublishedConfig.vision(v));
    write("llm/config.json", PublishedConfig.language(l));
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
