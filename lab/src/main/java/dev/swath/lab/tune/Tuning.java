package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.Journal;
import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.progress.Progress;
import dev.swath.lab.progress.RunProgress;
import dev.swath.lab.train.Checkpoint;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.MatrixRate;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tunes an adapter on a frozen base over a mixture of images, pairs and videos, and writes it as a
 * PEFT folder. Encoder, change module and projector stay as they are.
 *
 * @param base any model that the services run
 * @param clueShare how many prompts have the base's clue, as the services' prompts do: 0 to 1
 * @param work checkpoint, journal and clues; the same call goes on from what lies there
 */
public record Tuning(
    ModelFolder base, Mixture mixture, TuneSettings settings, double clueShare, Path work) {

  /** How many of the held-out examples are measured on. */
  private static final int MOST_HELD_OUT = 256;

  public Tuning {
    if (!(clueShare >= 0 && clueShare <= 1)) {
      throw new IllegalArgumentException("the clue share is from 0 to 1; got " + clueShare);
    }
  }

  /**
   * What came out.
   *
   * @param steps that are done, those of earlier calls included
   * @param learnt what this call did; empty if all was done before
   * @param tooLong ids of the examples that did not fit the model's context
   */
  public record Result(long steps, Optional<Learnt> learnt, List<String> tooLong) {}

  /**
   * What the steps of a call did.
   *
   * @param loss their mean, in nats a token
   * @param heldOut the held-out loss behind them; NaN if nothing is held out
   * @param verdict how much of the machine they used
   */
  public record Learnt(double loss, double heldOut, String verdict) {}

  /**
   * Runs to the end.
   *
   * @throws dev.swath.vlm.weights.WeightsException if a model or checkpoint file is missing, broken
   *     or of another run
   * @throws IOException if an image cannot be read, or a file not written; the message names it
   * @throws IllegalStateException if the loss became NaN
   */
  public Result run(Path adapter, Progress progress) throws IOException {
    return run(adapter, progress, Long.MAX_VALUE);
  }

  /** The same up to a step at most; the adapter is written as it is then. */
  Result run(Path adapter, Progress progress, long mostSteps) throws IOException {
    ModelConfig.Language language = base.config().language();
    boolean pairs = examples().anyMatch(example -> example.kind() == ImageKind.PAIR);
    try (FeatureStore features = FeatureStore.open(base, pairs, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer = Tokenizer.open(base.path().resolve("llm"), language.bos())) {
      String fingerprint = RunIdentity.of(base);
      LessonTokens tokens =
          new LessonTokens(
              base.config(), tokenizer, features, clues(fingerprint, features, progress));
      Lessons lessons = new Lessons(mixture, tokens, clueShare, settings.seed());
      EpochPlan plan = new EpochPlan(lessons, settings);
      Checkpoint checkpoint = checkpoint(fingerprint);
      LoraAdapter lora = settings.lora();
      if (!checkpoint.exists()) {
        checkpoint.save(lora.initial(language, settings.seed()), 0);
      }
      long done = checkpoint.step();
      long last = Math.min(mostSteps, plan.steps());
      try (TuningNetwork network = TuningNetwork.open(base, lora, checkpoint.file())) {
        Optional<Learnt> learnt = Optional.empty();
        if (done < last) {
          HeldOut heldOut =
              new HeldOut(lessons.heldOut(MOST_HELD_OUT), tokens, settings.microBatch());
          TuningRun run = new TuningRun(network, plan, tokens, settings, checkpoint);
          JournalLine.Start start = start(network, done, plan.steps());
          learnt = Optional.of(learn(run, last, heldOut, start, progress));
        }
        lora.write(adapter, network.adapter(), language, base.path().toString(), Format.F32);
        return new Result(Math.max(done, last), learnt, lessons.tooLong());
      }
    }
  }

  private Learnt learn(
      TuningRun run, long last, HeldOut heldOut, JournalLine.Start start, Progress progress)
      throws IOException {
    try (Journal journal = Journal.open(work.resolve("tune.jsonl"), start.step());
        RunProgress told = RunProgress.start(journal, start, progress)) {
      double score = run.runTo(last, heldOut, told);
      return new Learnt(told.loss(), score, told.verdict());
    }
  }

  private JournalLine.Start start(TuningNetwork network, long done, long steps) {
    return new JournalLine.Start(
        "tuning",
        done,
        steps,
        settings.rate(),
        settings.warmUpSteps(steps),
        TuningNetwork.WEIGHT_DECAY,
        settings.seed(),
        settings.batch(),
        network.weights(),
        network.adapterWeights(),
        MatrixRate.measure(),
        network.device());
  }

  private Clues clues(String fingerprint, FeatureStore features, Progress progress)
      throws IOException {
    if (clueShare == 0) {
      return Clues.none();
    }
    ClueFile file = ClueFile.open(work.resolve("clues.jsonl"), fingerprint);
    return BaseClues.make(
        file, examples().toList(), features, () -> LanguageModel.load(base), progress);
  }

  /** All that is learnt or measured on: every epoch has the same images. */
  private Stream<Example> examples() {
    return Stream.concat(
        mixture.epoch(0).stream(), mixture.heldOut().stream().limit(MOST_HELD_OUT));
  }

  private Checkpoint checkpoint(String fingerprint) {
    Map<String, String> identity = settings.identity();
    identity.put("base", fingerprint);
    identity.put("clue share", "" + clueShare);
    identity.put("mixture", RunIdentity.of(mixture.epoch(0)));
    return new Checkpoint(work.resolve("checkpoint.safetensors"), identity);
  }
}
