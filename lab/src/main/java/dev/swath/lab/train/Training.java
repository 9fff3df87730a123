package dev.swath.lab.train;

import dev.swath.lab.tokenizer.BpeTrainer;
import dev.swath.lab.tokenizer.TrainedTokenizer;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the compact model, from scratch or from an earlier one: vision encoder, tokenizer, change
 * module, language model with projector (the base), and the adapter. Each stage writes its part of
 * the model's folder; the next one reads it from there, in bf16, as serving will.
 */
public final class Training {

  private static final ModelConfig CONFIG = CompactModel.CONFIG;

  /** The adapter's name. */
  public static final String ADAPTER = "instructions";

  private final Corpus corpus;
  private final CompactModel model;
  private final Start start;
  private final Plan plan;

  /**
   * How it is trained.
   *
   * @param checkpoints a folder; training goes on from what lies in it
   */
  public record Plan(Recipe recipe, long seed, Path checkpoints) {}

  /**
   * The weights that the stages begin with; none if they begin at random.
   *
   * @param tokenizer the folder of the tokenizer that the language model knows
   */
  private record Start(
      Map<String, Floats> encoder,
      Map<String, Floats> change,
      Map<String, Floats> language,
      Optional<Path> tokenizer) {

    static Start of(Optional<Path> model) throws IOException {
      if (model.isEmpty()) {
        return new Start(Map.of(), Map.of(), Map.of(), Optional.empty());
      }
      if (!ModelFolder.open(model.get()).config().equals(CONFIG)) {
        throw new WeightsException(
            model.get() + " is no compact model: its configuration has other sizes or parts");
      }
      ModelWeights weights = new ModelWeights(model.get());
      return new Start(
          weights.encoder(),
          weights.change(),
          weights.language(),
          Optional.of(model.get().resolve("llm")));
    }
  }

  /**
   * @param from the folder of a compact model to go on from; another one than that of {@code model}
   */
  public Training(Corpus corpus, CompactModel model, Optional<Path> from, Plan plan)
      throws IOException {
    this.corpus = corpus;
    this.model = model;
    this.start = Start.of(from);
    this.plan = plan;
  }

  /** Runs all stages that are not finished. */
  public void run() throws IOException {
    model.writeConfiguration();
    LabelledBatches labelled = corpus.labelledBatches();
    Map<String, Floats> seeing = encoder(labelled);
    model.writeVision(seeing);
    writeTokenizer(model.folder().resolve("llm"));
    ModelFolder folder = ModelFolder.open(model.folder());
    Map<String, Floats> change;
    try (VisionEncoder encoder = VisionEncoder.load(folder)) {
      change =
          train(
              "change",
              new ChangeTrainer(
                  CONFIG,
                  encoder,
                  corpus.series(),
                  corpus.generatedPairs(),
                  start.change(),
                  plan.seed()),
              plan.recipe().change());
      model.writeChange(change);
      try (ChangeExtractor extractor = ChangeExtractor.load(folder);
          Tokenizer tokenizer =
              Tokenizer.open(model.folder().resolve("llm"), CONFIG.language().bos())) {
        LanguageTrainer.Frozen frozen =
            new LanguageTrainer.Frozen(
                CONFIG,
                encoder,
                extractor,
                tokenizer,
                Optional.of(EncoderClassifier.of(seeing, labelled)));
        model.writeLanguage(base(frozen), change);
        adapter(frozen, folder);
      }
    }
  }

  private Map<String, Floats> encoder(LabelledBatches labelled) throws IOException {
    try (ConvTeacher teacher =
        ConvTeacher.train(
            CONFIG.vision(),
            labelled,
            plan.recipe().teacher(),
            plan.checkpoints().resolve("teacher.safetensors"),
            plan.seed())) {
      EncoderTrainer.Material material =
          new EncoderTrainer.Material(labelled, corpus.encoderCovers(), Optional.of(teacher));
      return train(
          "encoder",
          new EncoderTrainer(
              CONFIG.vision(), material, plan.recipe().kept(), start.encoder(), plan.seed()),
          plan.recipe().encoder());
    }
  }

  private void writeTokenizer(Path llm) throws IOException {
    if (start.tokenizer().isEmpty()) {
      BpeTrainer.train(corpus.texts(), CompactModel.VOCABULARY).write(llm);
      return;
    }
    Files.createDirectories(llm);
    for (String name : TrainedTokenizer.FILES) {
      Files.copy(
          start.tokenizer().get().resolve(name),
          llm.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Map<String, Floats> base(LanguageTrainer.Frozen frozen) throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    LanguageNetwork.projectorWeights(CONFIG.vision().width(), CONFIG.language().width())
        .forEach((name, shape) -> shapes.put(LanguageNetwork.PROJECTOR + name, shape));
    shapes.putAll(LanguageNetwork.weights(CONFIG.language()));
    LanguageTrainer.Weights weights =
        new LanguageTrainer.Weights(
            Initialiser.from(start.language(), shapes, CONFIG.language().layers(), plan.seed()),
            Optional.empty());
    return train(
        "base",
        new LanguageTrainer(frozen, corpus.baseMixture(), ClueWriter.none(), weights, plan.seed()),
        plan.recipe().base(),
        AdapterTraining.identity(model.folder()));
  }

  private void adapter(LanguageTrainer.Frozen frozen, ModelFolder folder) throws IOException {
    new AdapterTraining(
            folder,
            frozen,
            plan.recipe().adapter(),
            plan.recipe().lora(),
            plan.recipe().clueShare(),
            plan.seed())
        .run(
            "adapter",
            corpus.instructions(),
            plan.checkpoints().resolve("adapter.safetensors"),
            model.folder().resolve("adapters").resolve(ADAPTER));
  }

  private Map<String, Floats> train(String name, Stage stage, TrainingRun.Schedule schedule)
      throws IOException {
    return train(name, stage, schedule, Map.of());
  }

  private Map<String, Floats> train(
      String name, Stage stage, TrainingRun.Schedule schedule, Map<String, String> identity)
      throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(plan.checkpoints().resolve(name + ".safetensors"), identity);
    try (TrainingRun run = TrainingRun.open(stage, schedule, checkpoint)) {
      return run.run(name);
    }
  }
}
