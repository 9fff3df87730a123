package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.train.AnswerBatch;
import dev.swath.lab.train.Checkpoint;
import dev.swath.lab.train.LoraAdapter;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningNetworkTest {

  private static final ModelFolder MODEL = Drawn.tiny();
  private static final LoraAdapter LORA = Drawn.settings(1, 1, 1, 1).lora();

  private static TuningNetwork open(Path folder) throws IOException {
    Checkpoint first = new Checkpoint(folder.resolve("first.safetensors"), Map.of());
    first.save(LORA.initial(MODEL.config().language(), 1), 0);
    return TuningNetwork.open(MODEL, LORA, first.file());
  }

  @Test
  void microBatchesGiveTheGradientsOfTheWholeBatchWithTheSameDropout(@TempDir Path folder)
      throws IOException {
    try (FeatureStore features = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer = tokenizer();
        TuningNetwork network = open(folder)) {
      LessonTokens tokens = new LessonTokens(MODEL.config(), tokenizer, features, Clues.none());
      List<Lesson> lessons = Drawn.lessons(tokens, Drawn.someOfAllKinds(4));
      train(network, tokens, lessons, 20);
      AnswerBatch whole = tokens.batch(lessons);
      double loss = network.accumulate(whole, lessons, 1);
      Map<String, Floats> atOnce = network.gradients();
      network.update(1e-12);
      double parts = 0;
      for (int from = 0; from < lessons.size(); from += 2) {
        List<Lesson> part = lessons.subList(from, from + 2);
        AnswerBatch batch = tokens.batch(part);
        double share = (double) batch.answerTokens() / whole.answerTokens();
        parts += share * network.accumulate(batch, part, share);
      }
      assertThat(parts).isCloseTo(loss, within(1e-5));
      assertThat(loss).as("with dropout").isNotCloseTo(network.loss(whole), within(1e-5));
      Map<String, Floats> summed = network.gradients();
      assertThat(summed.keySet()).isEqualTo(atOnce.keySet()).hasSize(2 * 4 * 2);
      atOnce.forEach(
          (name, gradient) -> {
            double size = Math.sqrt(dot(gradient, gradient));
            assertThat(size).as("gradient %s", name).isPositive();
            assertThat(distance(gradient, summed.get(name)) / size).isLessThan(1e-4);
          });
    }
  }

  @Test
  void theLossIsThatOfTheAnswersTokensAlone(@TempDir Path folder) throws IOException {
    try (FeatureStore features = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer = tokenizer();
        TuningNetwork network = open(folder)) {
      LessonTokens tokens = new LessonTokens(MODEL.config(), tokenizer, features, Clues.none());
      AnswerBatch batch = tokens.batch(Drawn.lessons(tokens, Drawn.someOfAllKinds(4)));
      Floats logits = network.logits(batch);
      int vocabulary = (int) logits.shape()[2];
      double sum = 0;
      for (int t = 0; t < batch.targets().length; t++) {
        if (batch.targets()[t] != AnswerBatch.IGNORED) {
          float[] row = Arrays.copyOfRange(logits.values(), t * vocabulary, (t + 1) * vocabulary);
          sum -= logProbability(row, (int) batch.targets()[t]);
        }
      }
      assertThat(network.loss(batch)).isCloseTo(sum / batch.answerTokens(), within(1e-4));
    }
  }

  @Test
  void theServedAdapterGivesItsTokensTheProbabilitiesOfTheTrainingNetwork(@TempDir Path folder)
      throws IOException {
    try (FeatureStore features = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES);
        Tokenizer tokenizer = tokenizer();
        TuningNetwork network = open(folder);
        LanguageModel served = LanguageModel.load(MODEL)) {
      LessonTokens tokens = new LessonTokens(MODEL.config(), tokenizer, features, Clues.none());
      List<Example> examples = Drawn.someOfAllKinds(4);
      train(network, tokens, Drawn.lessons(tokens, examples), 30);
      LORA.write(
          folder.resolve("peft"),
          network.adapter(),
          MODEL.config().language(),
          "vila-tiny",
          Format.F32);
      served.loadAdapter("tuned", folder.resolve("peft"));
      for (Example example : examples) {
        GenerationRequest request = request(features, example, "tuned");
        Completion completion = served.generate(List.of(request)).get(0);
        double trained = network.loss(row(tokenizer, request, completion));
        assertThat(-completion.confidence()).as(example.id()).isCloseTo(trained, within(1e-4));
        Completion base = served.generate(List.of(request(features, example, ""))).get(0);
        assertThat(base.confidence())
            .as("the adapter did something")
            .isNotCloseTo(completion.confidence(), within(1e-3));
      }
    }
  }

  @Test
  void theWeightsAreThoseOfTheFilesAndTheAdapter(@TempDir Path folder) throws IOException {
    long initial =
        LORA.initial(MODEL.config().language(), 1).values().stream()
            .mapToLong(matrix -> matrix.values().length)
            .sum();
    long files = 0;
    for (String part : List.of("mm_projector", "llm")) {
      try (WeightFiles weights = WeightFiles.open(MODEL.path().resolve(part))) {
        for (String name : weights.names()) {
          boolean change = name.startsWith(ChangeExtractor.PREFIX);
          files += change ? 0 : weights.floats(name).length;
        }
      }
    }
    try (TuningNetwork network = open(folder)) {
      assertThat(network.adapterWeights()).isEqualTo(initial);
      assertThat(network.weights()).isEqualTo(files + initial);
    }
  }

  /** The prompt with what was decoded as the answer to learn. */
  private static AnswerBatch row(
      Tokenizer tokenizer, GenerationRequest request, Completion completion) {
    PromptTokens prompt =
        PromptTokens.of(request.prompt(), tokenizer, MODEL.config().tokensPerImage());
    long[] answer = Arrays.stream(completion.tokens()).asLongStream().toArray();
    if (completion.finished()) {
      answer = Arrays.copyOf(answer, answer.length + 1);
      answer[answer.length - 1] = MODEL.config().language().eos();
    }
    return AnswerBatch.of(
        List.of(new AnswerBatch.Row(prompt, answer, request.images())),
        MODEL.config().language().context());
  }

  private static GenerationRequest request(FeatureStore features, Example example, String adapter)
      throws IOException {
    return GenerationRequest.greedy(
        PromptTemplate.vicunaV1()
            .answer(
                example.kind(),
                features.shownImages(example),
                example.instruction(),
                Optional.empty()),
        features.shown(example),
        adapter,
        List.of(),
        12);
  }

  private static void train(
      TuningNetwork network, LessonTokens tokens, List<Lesson> lessons, int steps)
      throws IOException {
    AnswerBatch batch = tokens.batch(lessons);
    for (int step = 0; step < steps; step++) {
      network.accumulate(batch, lessons, 1);
      network.update(1e-2);
    }
  }

  private static Tokenizer tokenizer() {
    return Tokenizer.open(MODEL.path().resolve("llm"), MODEL.config().language().bos());
  }

  private static double logProbability(float[] logits, int token) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return logits[token] - Math.log(sum);
  }

  private static double dot(Floats a, Floats b) {
    double sum = 0;
    for (int i = 0; i < a.values().length; i++) {
      sum += (double) a.values()[i] * b.values()[i];
    }
    return sum;
  }

  private static double distance(Floats a, Floats b) {
    double sum = 0;
    for (int i = 0; i < a.values().length; i++) {
      sum += Math.pow(a.values()[i] - b.values()[i], 2);
    }
    return Math.sqrt(sum);
  }
}
