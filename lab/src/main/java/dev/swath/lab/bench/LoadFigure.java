package dev.swath.lab.bench;

import dev.swath.lab.bench.Figure.Goal;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What memory loading a language model of a published size needs, beside its weights. */
public final class LoadFigure {

  public static final String METHOD =
      "Load: the peak of the resident memory of a JVM of its own (-Xmx128m) that loads a bf16 checkpoint"
          + " of zeros as fp32, less what it had when libtorch was loaded; once. Where memory does not"
          + " suffice, fewer layers are loaded, and what they needed beside their weights is added to"
          + " the weights of all.";

  private static final String NAME = "memory at load, language model of VILA-1.5-3B";
  private static final String AGAINST = "its weights in fp32";
  private static final Goal GOAL = Goal.atMost(1.3);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Left to everything else on the machine. */
  private static final long SPARE = 2L << 30;

  private LoadFigure() {}

  /**
   * @param compact the compact model's folder
   * @param progress is told what is measured now
   */
  public static Figure measure(Path compact, Consumer<String> progress) throws IOException {
    return measure(
        compact,
        Shape.VILA_1_5_3B.model().language(),
        Surroundings.availableMemory().orElse(0L),
        progress);
  }

  /**
   * @param language the sizes
   * @param available bytes that may be taken
   */
  static Figure measure(
      Path compact, ModelConfig.Language language, long available, Consumer<String> progress)
      throws IOException {
    if (!ProcessMemory.isKnown()) {
      return Figure.notRun(NAME, AGAINST, GOAL, "it needs /proc to tell memory");
    }
    if (Torch.device().isGpu()) {
      return Figure.notRun(NAME, AGAINST, GOAL, "the weights would lie in the GPU's memory");
    }
    Optional<ModelConfig.Language> fitting = fitting(language, available);
    if (fitting.isEmpty()) {
      return Figure.notRun(
          NAME,
          AGAINST,
          GOAL,
          "not even one layer fits into %s".formatted(ProcessMemory.text(available)));
    }
    ModelConfig.Language loaded = fitting.get();
    progress.accept("loading %d of %d layers".formatted(loaded.layers(), language.layers()));
    try (Scratch scratch = Scratch.create()) {
      long weights = Float.BYTES * SparseCheckpoint.write(scratch.folder(), compact, loaded);
      String told =
          ChildJvm.run(
              ChildJvm.Command.of(
                  Probe.class.getName(), List.of("-Xmx128m"), scratch.folder().toString()),
              PATIENCE);
      long beside = ProcessMemory.told(told, "peak") - weights;
      return figure(weights(language), beside, loaded.layers(), language.layers());
    }
  }

  private static Figure figure(long weights, long beside, int loaded, int layers) {
    long peak = weights + beside;
    return Figure.of(
            NAME,
            AGAINST,
            ProcessMemory.text(peak),
            ProcessMemory.text(weights),
            (double) peak / weights,
            GOAL)
        .noting(
            loaded == layers
                ? "all %d layers were loaded".formatted(layers)
                : "by arithmetic: %d of %d layers were loaded, which needed %s beside their weights"
                    .formatted(loaded, layers, ProcessMemory.text(beside)));
  }

  /** With as many layers as can be loaded at the goal. */
  private static Optional<ModelConfig.Language> fitting(
      ModelConfig.Language language, long available) {
    for (int layers = language.layers(); layers > 0; layers--) {
      ModelConfig.Language fewer = withLayers(language, layers);
      if (GOAL.value() * weights(fewer) + SPARE <= available) {
        return Optional.of(fewer);
      }
    }
    return Optional.empty();
  }

  private static ModelConfig.Language withLayers(ModelConfig.Language c, int layers) {
    return new ModelConfig.Language(
        c.width(),
        c.mlpWidth(),
        layers,
        c.heads(),
        c.keyValueHeads(),
        c.vocabulary(),
        c.context(),
        c.eps(),
        c.ropeTheta(),
        c.tiedEmbeddings(),
        c.bos(),
        c.eos());
  }

  /** Bytes of the layers and both embeddings; the projector is small beside them. */
  private static long weights(ModelConfig.Language c) {
    return Float.BYTES
        * LanguageNetwork.weights(c).values().stream()
            .mapToLong(
                shape -> {
                  long size = 1;
                  for (long side : shape) {
                    size *= side;
                  }
                  return size;
                })
            .sum();
  }

  /** Loads a folder and prints by how much that raised the peak of this process's memory. */
  static final class Probe {

    private Probe() {}

    public static void main(String[] args) throws IOException {
      Torch.device();
      long before = ProcessMemory.resident();
      try (LanguageModel model = LanguageModel.load(ModelFolder.open(Path.of(args[0])))) {
        System.out.printf("peak=%d %s%n", ProcessMemory.peak() - before, model.fingerprint());
      }
    }
  }
}
