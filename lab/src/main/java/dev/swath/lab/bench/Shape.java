package dev.swath.lab.bench;

import dev.swath.lab.train.CompactModel;
import dev.swath.vlm.ModelConfig;
import java.util.List;

/** The sizes of the networks that are measured; their weights are random. */
public enum Shape {
  /** What a CPU without help can serve: the compact encoder, a ViT-B, and 110 M parameters. */
  SMALL(
      "small",
      "110 M parameters",
      List.of(
          new Encoder("compact model", CompactModel.CONFIG.vision(), 64),
          new Encoder(
              "ViT-B/16 at 224", new ModelConfig.Vision(768, 3072, 12, 12, 224, 16, 1e-6), 8)),
      new ModelConfig.Vision(768, 3072, 12, 12, 378, 14, 1e-6),
      language(768, 2048, 12, 12, 1024)),

  /** A published model: SigLIP so400m/14 at 384 up to its last layer but one, 2.7 B parameters. */
  VILA_1_5_3B(
      "vila-1.5-3b",
      "VILA-1.5-3B",
      List.of(
          new Encoder("SigLIP so400m", siglip(), 1),
          new Encoder("SigLIP so400m", siglip(), 8),
          new Encoder("SigLIP so400m", siglip(), 32)),
      siglip(),
      language(2560, 6912, 32, 20, 4096));

  /** No token has this number: no answer ends by itself. */
  private static final int NEVER = -1;

  private final String option;
  private final String title;
  private final List<Encoder> encoders;
  private final ModelConfig model;

  /** An encoder, and how many images it encodes together. */
  record Encoder(String name, ModelConfig.Vision config, int images) {}

  Shape(
      String option,
      String title,
      List<Encoder> encoders,
      ModelConfig.Vision vision,
      ModelConfig.Language language) {
    this.option = option;
    this.title = title;
    this.encoders = encoders;
    this.model = new ModelConfig(vision, CompactModel.CONFIG.projector(), language, false, 8);
  }

  private static ModelConfig.Vision siglip() {
    return new ModelConfig.Vision(1152, 4304, 26, 16, 384, 14, 1e-6);
  }

  private static ModelConfig.Language language(
      int width, int mlpWidth, int layers, int heads, int context) {
    return new ModelConfig.Language(
        width, mlpWidth, layers, heads, heads, 32_000, context, 1e-5, 10_000, true, 1, NEVER);
  }

  /** As it is named on the command line. */
  @Override
  public String toString() {
    return option;
  }

  String title() {
    return title;
  }

  List<Encoder> encoders() {
    return encoders;
  }

  /** Sizes of the language model, and of the images that it is shown. */
  ModelConfig model() {
    return model;
  }
}
