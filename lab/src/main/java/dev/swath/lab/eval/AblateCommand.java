package dev.swath.lab.eval;

import dev.swath.lab.LabOptions;
import dev.swath.lab.PrecisionOption;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.Ablation.Variant;
import dev.swath.lab.eval.report.AblationResult;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.ResultFiles;
import dev.swath.lab.instruct.Mixture;
import dev.swath.lab.train.AdapterTraining;
import dev.swath.lab.train.Corpus;
import dev.swath.lab.train.LanguageTrainer;
import dev.swath.lab.train.Recipe;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.Precision;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.WeightForm;
import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./swath lab ablate}. */
@Command(
    name = "ablate",
    mixinStandardHelpOptions = true,
    description =
        "Tunes adapters of the compact model with and without joint tuning, change module and clues,"
            + " and asks them the same questions. After a stop the same command goes on.")
public final class AblateCommand implements Callable<Integer> {

  @Mixin private LabOptions options;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--work",
      description = "folder of checkpoints and adapters (default: ${DEFAULT-VALUE})",
      defaultValue = "work/ablation")
  private Path work;

  @Option(
      names = "--steps",
      description = "steps of the jointly tuned ones (default: ${DEFAULT-VALUE})",
      defaultValue = "300")
  private long steps;

  @Option(
      names = "--most",
      description = "examples of a test at the most (default: ${DEFAULT-VALUE})",
      defaultValue = "600")
  private int most;

  @Option(names = "--seed", description = "default: ${DEFAULT-VALUE}", defaultValue = "1")
  private long seed;

  @Override
  public Integer call() throws Exception {
    ModelFolder folder = ModelFolder.open(options.model());
    Corpus corpus = Corpus.read(options.data());
    List<Variant> variants = Ablation.variants(Recipe.SHIPPED.clueShare());
    precision.apply();
    for (Variant variant : variants) {
      train(folder, corpus, variant);
    }
    // What is measured is measured as it is served.
    Precision.FULL.apply();
    Suite suite = CompactSuite.of(corpus, Split.TEST);
    List<AblationResult.Column> columns = new ArrayList<>();
    for (Variant variant : variants) {
      columns.add(
          new AblationResult.Column(
              variant.name(), variant.clue(), measure(folder, suite, variant)));
    }
    String command = "./swath lab ablate --steps %d --most %d --seed %d";
    AblationResult result =
        new AblationResult(command.formatted(steps, most, seed), steps, columns);
    System.out.printf("%n%s", result.markdown());
    ResultFiles.write(result, work.resolve("ablation.json"));
    System.out.println("wrote " + work.resolve("ablation.json"));
    return 0;
  }

  private void train(ModelFolder folder, Corpus corpus, Variant variant) throws IOException {
    if (Files.exists(adapter(variant))) {
      return;
    }
    Mixture mixture = corpus.instructions(variant.kinds(), variant.fused());
    // Alone, a kind gets as many batches as it has in the joint run.
    double share =
        variant.kinds().size() == ImageKind.values().length
            ? 1
            : corpus.instructions().shares().get(variant.kinds().iterator().next().ordinal());
    long own = Math.max(1, Math.round(steps * share));
    Schedule shipped = Recipe.SHIPPED.adapter();
    Schedule schedule =
        new Schedule(own, shipped.rate(), (int) Math.max(1, own / 10), shipped.decay(), 100);
    try (VisionEncoder encoder = VisionEncoder.load(folder);
        ChangeExtractor change = ChangeExtractor.load(folder);
        Tokenizer tokenizer =
            Tokenizer.open(folder.path().resolve("llm"), folder.config().language().bos())) {
      LanguageTrainer.Frozen frozen =
          new LanguageTrainer.Frozen(folder.config(), encoder, change, tokenizer);
      new AdapterTraining(
              folder, frozen, schedule, Recipe.SHIPPED.lora(), variant.clueShare(), seed)
          .run(
              variant.folder(),
              mixture,
              work.resolve(name(variant) + ".safetensors"),
              adapter(variant));
    }
  }

  private EvaluationResult measure(ModelFolder folder, Suite suite, Variant variant) {
    Adapter adapter = Adapter.find(folder, adapter(variant).toString());
    try (Answerer answerer =
        new ModelAnswerer(folder, adapter, 64, variant.fused(), WeightForm.FULL)) {
      Clues clues = variant.clue() ? Clues.WITH : Clues.WITHOUT;
      return new Evaluation(Split.TEST, clues, most, 1, 0, "./swath lab ablate")
          .run(Ablation.of(suite, variant), answerer);
    }
  }

  private Path adapter(Variant variant) {
    return work.resolve("adapters").resolve(name(variant));
  }

  /** Says all that an adapter depends on beside the base, which its own file names. */
  private String name(Variant variant) {
    return "%s-%d-%d".formatted(variant.folder(), steps, seed);
  }
}
