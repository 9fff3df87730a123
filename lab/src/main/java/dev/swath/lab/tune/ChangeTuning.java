package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.train.ChangeCaptioning;
import dev.swath.lab.train.TrainingRun;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.lab.train.WholeFolder;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Trains the change module of a model by captions of changes, and writes a copy of the model with
 * it. A model without one (VILA) gets a new one.
 *
 * @param examples those of {@link Task#CHANGE_CAPTION} are learnt; the validation split is measured
 *     on
 * @param work the checkpoint; the same call goes on from what lies there
 */
public record ChangeTuning(
    ModelFolder base,
    List<Example> examples,
    double rate,
    int epochs,
    int batch,
    long seed,
    Path work) {

  private static final double WEIGHT_DECAY = 0.01;
  private static final double WARM_UP = 0.03;

  /**
   * Runs to the end.
   *
   * @param out the new model's folder; must not exist
   * @throws IOException if an image cannot be read, or a file not written
   */
  public void run(Path out) throws IOException {
    if (Files.exists(out)) {
      throw new IOException(out + " exists; name a new folder for the trained model");
    }
    Map<String, Floats> projector = projector();
    try (FeatureStore features = FeatureStore.open(base, false, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer =
            Tokenizer.open(base.path().resolve("llm"), base.config().language().bos())) {
      ChangeCaptioning stage =
          new ChangeCaptioning(
              base.config(),
              tokenizer,
              features::frames,
              new ChangeCaptioning.Pairs(of(Split.TRAIN), of(Split.VALIDATION)),
              changeModule(projector),
              batch,
              seed);
      long steps = stage.stepsPerEpoch() * epochs;
      int warmUp = (int) Math.max(1, Math.ceil(WARM_UP * steps));
      Schedule schedule =
          new Schedule(steps, rate, warmUp, WEIGHT_DECAY, (int) Math.max(1, steps / 10));
      try (TrainingRun run =
          TrainingRun.open(stage, schedule, work.resolve("change-captioning.safetensors"))) {
        Map<String, Floats> trained = run.run("change module");
        ChangeExtractor.weights(base.config())
            .keySet()
            .forEach(name -> projector.put(ChangeExtractor.PREFIX + name, trained.get(name)));
      }
    }
    WholeFolder.write(out, folder -> copy(folder, projector));
  }

  private List<Example> of(Split split) {
    return examples.stream()
        .filter(example -> example.task() == Task.CHANGE_CAPTION && example.split() == split)
        .toList();
  }

  /** All of mm_projector/ but the counters of batch norms, which nothing computes with. */
  private Map<String, Floats> projector() throws IOException {
    Map<String, Floats> weights = new LinkedHashMap<>();
    try (WeightFiles files = WeightFiles.open(base.path().resolve("mm_projector"))) {
      for (String name : files.names()) {
        if (!name.endsWith(".num_batches_tracked")) {
          weights.put(name, new Floats(files.entry(name).shape(), files.floats(name)));
        }
      }
    }
    return weights;
  }

  private Map<String, Floats> changeModule(Map<String, Floats> projector) {
    Map<String, Floats> change = new LinkedHashMap<>();
    for (String name : ChangeExtractor.weights(base.config()).keySet()) {
      Floats weight = projector.get(ChangeExtractor.PREFIX + name);
      if (weight != null) {
        change.put(name, weight);
      }
    }
    return change;
  }

  private void copy(Path folder, Map<String, Floats> projector) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(base.path())) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path relative = base.path().relativize(file);
      // Adapters were tuned on what the old change module showed them.
      if (!relative.startsWith("adapters") && !isProjectorWeights(relative)) {
        Path target = folder.resolve(relative);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path weights = folder.resolve("mm_projector").resolve("model.safetensors");
    Files.createDirectories(weights.getParent());
    SafeTensorsWriter.write(weights, projector, Format.F32, Map.of());
  }

  private static boolean isProjectorWeights(Path relative) {
    return relative.startsWith("mm_projector")
        && relative.getFileName().toString().contains(".safetensors");
  }
}
