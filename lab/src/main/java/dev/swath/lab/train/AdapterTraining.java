package dev.swath.lab.train;

import dev.swath.lab.instruct.SampleSource;
import dev.swath.lab.tokenizer.TrainedTokenizer;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Trains an adapter of the compact model on its frozen base.
 *
 * @param folder the model; the base is trained
 * @param frozen its parts
 * @param clueShare how many of the samples have a clue
 */
public record AdapterTraining(
    ModelFolder folder,
    LanguageTrainer.Frozen frozen,
    TrainingRun.Schedule schedule,
    LoraAdapter lora,
    double clueShare,
    long seed) {

  /** Of the clues, as many are another image's. */
  private static final double MISLED = 0.3;

  /**
   * What a checkpoint of a language model must share with the model to go on: with another
   * vocabulary all that was learnt would mean something else. {@code --from} brings another one.
   */
  static Map<String, String> identity(Path model) throws IOException {
    return Map.of("tokenizer", TrainedTokenizer.fingerprint(model.resolve("llm")));
  }

  /**
   * Trains to the end, or goes on from the checkpoint, and writes a PEFT folder.
   *
   * @param name for the progress bar
   */
  public void run(String name, SampleSource source, Path checkpoint, Path adapter)
      throws IOException {
    Map<String, Floats> initial = new ModelWeights(folder.path()).language();
    initial.putAll(lora.initial(frozen.config().language(), seed));
    LanguageTrainer.Weights weights = new LanguageTrainer.Weights(initial, Optional.of(lora));
    try (LanguageModel base = LanguageModel.load(folder)) {
      ClueWriter clues =
          clueShare > 0 ? ClueWriter.of(base, clueShare).misled(MISLED) : ClueWriter.none();
      LanguageTrainer trainer = new LanguageTrainer(frozen, source, clues, weights, seed + 1);
      try (TrainingRun run =
          TrainingRun.open(
              trainer, schedule, new Checkpoint(checkpoint, identity(folder.path())))) {
        lora.write(adapter, run.run(name), frozen.config().language());
      }
    }
  }
}
