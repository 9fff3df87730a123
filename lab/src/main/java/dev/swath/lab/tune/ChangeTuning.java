package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.train.ChangeCaptioning;
import dev.swath.lab.train.ChangeCaptioning.Pairs;
import dev.swath.lab.train.Checkpoint;
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
 * @param work checkpoint and journal; the same call goes on from what lies there
 */
public record ChangeTuning(
    ModelFolder base, Pairs pairs, double rate, int epochs, int batch, long seed, Path work) {

  private static final double WEIGHT_DECAY = 0.01;
  private static final double WARM_UP = 0.03;

  /** Those examples that are captions of changes. */
  static Pairs pairs(List<Example> learnt, List<Example> heldOut) {
    return new Pairs(captions(learnt), captions(heldOut));
  }

  private static List<Example> captions(List<Example> examples) {
    return examples.stream().filter(example -> example.task() == Task.CHANGE_CAPTION).toList();
  }

  /**
   * Runs to the end.
   *
   * @param out the new model's folder; must not exist
   * @throws dev.swath.vlm.weights.WeightsException if a model or checkpoint file is broken, or the
   *     checkpoint is another run's
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
              pairs,
              changeModule(projector),
              batch,
              seed);
      long steps = stage.stepsPerEpoch() * epochs;
      int warmUp = (int) Math.max(1, Math.ceil(WARM_UP * steps));
      Schedule schedule =
          new Schedule(steps, rate, warmUp, WEIGHT_DECAY, (int) Math.max(1, steps / 10));
      try (TrainingRun run = TrainingRun.open(stage, schedule, checkpoint())) {
        Map<String, Floats> trained = run.run("change module");
        ChangeExtractor.weights(base.config())
            .keySet()
            .forEach(name -> projector.put(ChangeExtractor.PREFIX + name, trained.get(name)));
      }
    }
    WholeFolder.write(out, folder -> copy(folder, projector));
  }

  private Checkpoint checkpoint() {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("model", RunIdentity.of(base));
    identity.put("pairs", RunIdentity.of(pairs.training()) + RunIdentity.of(pairs.heldOut()));
    identity.put("rate", "" + rate);
    identity.put("epochs", "" + epochs);
    identity.put("batch", "" + batch);
    identity.put("seed", "" + seed);
    return new Checkpoint(work.resolve("change-captioning.safetensors"), identity);
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
