package dev.swath.lab.train;

import dev.swath.lab.instruct.Sample;
import dev.swath.lab.instruct.SampleSource;
import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.LanguageNetwork;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.VisionEncoder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Trains the language model and the projector to give wanted answers, or LoRA matrices on a frozen
 * model. Encoder and change module are frozen. Only the answers' tokens count for the loss.
 */
public final class LanguageTrainer implements Stage {

  private static final int IGNORED = -100;
  private static final int FRESH_BATCHES = 4;
  private static final int DESCRIBED = 5;

  /** The parts that stay as they are. */
  public record Frozen(
      ModelConfig config, VisionEncoder encoder, ChangeExtractor change, Tokenizer tokenizer) {}

  private final Frozen frozen;
  private final SampleSource source;
  private final ClueWriter clues;
  private final Weights weights;
  private final long seed;

  /** What the batches that were made cost, by step: it depends on their lengths. */
  private final Map<Long, Double> flops = new ConcurrentHashMap<>();

  /**
   * What is trained.
   *
   * @param rank 0 for the whole model, else the rank of the LoRA matrices among the initial weights
   */
  public record Weights(Map<String, Floats> initial, int rank, double scale) {}

  public LanguageTrainer(
      Frozen frozen, SampleSource source, ClueWriter clues, Weights weights, long seed) {
    this.frozen = frozen;
    this.source = source;
    this.clues = clues;
    this.weights = weights;
    this.seed = seed;
  }

  @Override
  public TorchObject network() {
    return Stage.trained("language_training", "LanguageTraining")
        .with("net", LanguageNetwork.object(frozen.config().language(), false))
        .with("rank", weights.rank())
        .with("scale", weights.scale())
        .with("a", List.of())
        .with("b", List.of());
  }

  @Override
  public Map<String, Floats> initialWeights() {
    return weights.initial();
  }

  @Override
  public int samplesPerStep() {
    return source.batch();
  }

  @Override
  public void step(TorchCall call, long step) {
    flops.put(step, addBatch(call, random(step)));
  }

  private SplittableRandom random(long step) {
    return new SplittableRandom(seed * 1_000_003 + step);
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(seed);
  }

  /** The writing of clues is not counted. */
  @Override
  public double flops(long step) {
    return flops.getOrDefault(step, 0.0);
  }

  @Override
  public String describe(long step) {
    List<Sample> samples = source.batch(random(step));
    return samples.stream()
        .limit(DESCRIBED)
        .map(sample -> "\"%s\" -> \"%s\"".formatted(sample.instruction(), sample.answer()))
        .collect(Collectors.joining(", ", samples.size() + " samples, the first: ", ""));
  }

  /**
   * @return the floating point operations of a step on the batch
   */
  private double addBatch(TorchCall call, SplittableRandom random) {
    List<Sample> samples = source.batch(random);
    List<List<FeatureMap>> features = encode(samples);
    List<Optional<String>> hints = clues.write(samples, features, random);
    List<FeatureMap> images = new ArrayList<>();
    List<long[]> rows = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    List<long[]> places = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      List<FeatureMap> shown = shown(sample, features.get(i));
      PromptTokens prompt =
          PromptTokens.of(
              prompt(sample, shown.size(), hints.get(i)),
              frozen.tokenizer(),
              frozen.config().tokensPerImage());
      images.addAll(shown);
      places.add(prompt.places());
      starts.add(prompt.ids().length);
      rows.add(join(prompt.ids(), frozen.tokenizer().encodeAnswer(sample.answer())));
    }
    add(call, images, rows, starts, places);
    return cost(samples, images.size(), rows, starts);
  }

  private double cost(List<Sample> samples, int shown, List<long[]> rows, List<Integer> starts) {
    ModelConfig config = frozen.config();
    ModelConfig.Language language = config.language();
    double seen = samples.stream().mapToInt(sample -> sample.images().size()).sum();
    double fused = samples.stream().filter(LanguageTrainer::fused).count();
    double longest = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    double tokens = rows.size() * longest;
    double answers = -starts.stream().mapToInt(Integer::intValue).sum();
    answers += rows.stream().mapToInt(row -> row.length).sum();
    double frozenParts =
        NetworkFlops.siglip(config.vision(), seen, config.vision().tokens())
            + NetworkFlops.change(config, fused);
    double matrices =
        NetworkFlops.llamaMatrices(language, tokens) + NetworkFlops.llamaHead(language, answers);
    double attention = NetworkFlops.llamaAttention(language, rows.size(), longest);
    double projector = NetworkFlops.projector(config, shown);
    if (weights.rank() == 0) {
      return frozenParts + NetworkFlops.TRAINED * (matrices + attention + projector);
    }
    double lora =
        weights.initial().entrySet().stream()
            .filter(e -> e.getKey().endsWith(".A") || e.getKey().endsWith(".B"))
            .mapToDouble(e -> 2 * tokens * e.getValue().values().length)
            .sum();
    return frozenParts
        + projector
        + NetworkFlops.FROZEN_WEIGHTS * matrices
        + NetworkFlops.TRAINED * (attention + lora);
  }

  /** The prompt that the services would build for a sample. */
  public static Prompt prompt(Sample sample, int images, Optional<String> clue) {
    PromptTemplate template = PromptTemplate.vicunaV1();
    return sample.clue()
        ? template.plain(images, sample.instruction())
        : template.answer(sample.kind(), images, sample.instruction(), clue);
  }

  private List<List<FeatureMap>> encode(List<Sample> samples) {
    int image = 3 * frozen.config().imagePixels();
    int count = samples.stream().mapToInt(sample -> sample.images().size()).sum();
    float[] pixels = new float[count * image];
    int at = 0;
    for (Sample sample : samples) {
      for (Sample.Pixels view : sample.images()) {
        view.write(pixels, at);
        at += image;
      }
    }
    List<FeatureMap> all = frozen.encoder().encodePixels(pixels, count);
    List<List<FeatureMap>> features = new ArrayList<>();
    int from = 0;
    for (Sample sample : samples) {
      features.add(all.subList(from, from + sample.images().size()));
      from += sample.images().size();
    }
    return features;
  }

  private List<FeatureMap> shown(Sample sample, List<FeatureMap> features) {
    return fused(sample)
        ? frozen.change().fuse(features.subList(0, 1), features.subList(1, 2))
        : features;
  }

  private static boolean fused(Sample sample) {
    return sample.kind() == ImageKind.PAIR && sample.fused();
  }

  private long[] join(long[] prompt, int[] answer) {
    long[] row = Arrays.copyOf(prompt, prompt.length + answer.length + 1);
    for (int i = 0; i < answer.length; i++) {
      row[prompt.length + i] = answer[i];
    }
    row[row.length - 1] = frozen.config().language().eos();
    return row;
  }

  private static void add(
      TorchCall call,
      List<FeatureMap> images,
      List<long[]> rows,
      List<Integer> starts,
      List<long[]> places) {
    int count = rows.size();
    int longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    long[] ids = new long[count * longest];
    long[] targets = new long[count * longest];
    Arrays.fill(targets, IGNORED);
    List<Long> at = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      long[] row = rows.get(r);
      System.arraycopy(row, 0, ids, r * longest, row.length);
      // Token t predicts token t + 1: the last of the prompt predicts the first of the answer.
      for (int t = starts.get(r) - 1; t < row.length - 1; t++) {
        targets[r * longest + t] = row[t + 1];
      }
      for (long place : places.get(r)) {
        at.add((long) r * longest + place);
      }
    }
    Floats features = FeatureMap.stack(images);
    call.longs(ids, count, longest)
        .floats(features.values(), features.shape())
        .longs(at.stream().mapToLong(Long::longValue).toArray(), at.size())
        .longs(targets, count, longest);
  }

  /** The loss on batches that no step trains on; their images are the training ones. */
  @Override
  public String evaluate(TrainingRun run, int most) {
    double sum = 0;
    for (int i = 0; i < FRESH_BATCHES; i++) {
      try (TorchCall call = run.network().call("loss")) {
        addBatch(call, new SplittableRandom(-1 - i));
        sum += call.runFloats().values()[0];
      }
    }
    run.score("loss on fresh batches", sum / FRESH_BATCHES);
    return "loss %.4f on fresh batches of the training images".formatted(sum / FRESH_BATCHES);
  }
}
