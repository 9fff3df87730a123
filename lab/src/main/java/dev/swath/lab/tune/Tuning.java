package dev.swath.lab.tune;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Tunes an adapter on a frozen base over a mixture of images, pairs and videos, and writes it as a
 * PEFT folder. Encoder, change module and projector stay as they are.
 *
 * @param base any model that the services run
 * @param mixture what is learnt
 * @param clues whether prompts have the base's clue, as the services' prompts do
 * @param work checkpoint and clues; the same call goes on from what lies there
 */
public record Tuning(
    ModelFolder base, Mixture mixture, TuneSettings settings, boolean clues, Path work) {

  /**
   * What came out.
   *
   * @param loss the mean of the steps made by this call, in nats a token; NaN if all were done
   * @param tooLong ids of the examples that did not fit the model's context
   */
  public record Result(long steps, double loss, List<String> tooLong) {}

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
    boolean pairs = mixture.epoch(0).stream().anyMatch(example -> example.kind() == ImageKind.PAIR);
    ModelConfig.Language language = base.config().language();
    try (FeatureStore features = FeatureStore.open(base, pairs, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer = Tokenizer.open(base.path().resolve("llm"), language.bos())) {
      String fingerprint = base.encoderFingerprint() + "-" + base.languageFingerprint();
      LessonTokens tokens =
          new LessonTokens(
              base.config(), tokenizer, features, clues(fingerprint, features, progress));
      Lessons lessons = new Lessons(mixture, tokens, settings.seed());
      Checkpoint checkpoint = checkpoint(fingerprint);
      if (!checkpoint.exists()) {
        checkpoint.save(settings.lora().initial(language, settings.seed()), 0);
      }
      checkpoint.step();
      LoraAdapter lora = settings.lora();
      try (TuningNetwork network = TuningNetwork.open(base, lora, checkpoint.file())) {
        TuningRun run = new TuningRun(network, lessons, tokens, settings, checkpoint);
        double loss = run.runTo(Math.min(mostSteps, run.steps()), progress);
        lora.write(adapter, network.adapter(), language, base.path().toString(), Format.F32);
        return new Result(checkpoint.step(), loss, lessons.tooLong());
      }
    }
  }

  private Clues clues(String fingerprint, FeatureStore features, Progress progress)
      throws IOException {
    if (!clues) {
      return Clues.none();
    }
    ClueFile file = ClueFile.open(work.resolve("clues.jsonl"), fingerprint);
    return BaseClues.make(
        file, mixture.epoch(0), features, () -> LanguageModel.load(base), progress);
  }

  private Checkpoint checkpoint(String fingerprint) {
    Map<String, String> identity = settings.identity();
    identity.put("base", fingerprint);
    identity.put("clues", clues ? "cached" : "none");
    identity.put("mixture", mixtureFingerprint());
    return new Checkpoint(work.resolve("checkpoint.safetensors"), identity);
  }

  private String mixtureFingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Example example : mixture.epoch(0)) {
        String text = example.id() + "\n" + example.instruction() + "\n" + example.answers();
        digest.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
