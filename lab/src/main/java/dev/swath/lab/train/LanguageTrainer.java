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
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchObject;
import java.util.ArrayList;
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

  private static final int FRESH_BATCHES = 4;
  private static final int DESCRIBED = 5;

  /**
   * The parts that stay as they are.
   *
   * @param classifier who decides what the labels do not, if there is one
   */
  public record Frozen(
      ModelConfig config,
      VisionEncoder encoder,
      ChangeExtractor change,
      Tokenizer tokenizer,
      Optional<EncoderClassifier> classifier) {

    /** Without a classifier. */
    public Frozen(
        ModelConfig config, VisionEncoder encoder, ChangeExtractor change, Tokenizer tokenizer) {
      this(config, encoder, change, tokenizer, Optional.empty());
    }
  }

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
   * @param lora whose matrices among the initial weights are trained, if it is not the whole model
   */
  public record Weights(Map<String, Floats> initial, Optional<LoraAdapter> lora) {}

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
    int rank = weights.lora().map(LoraAdapter::rank).orElse(0);
    double scale = weights.lora().map(LoraAdapter::scale).orElse(1.0);
    return object(frozen.config().language(), Torch.half(), rank, scale, 0);
  }

  /**
   * The training network's object, without weights.
   *
   * @param half whether it is computed in bf16, and frozen weights are kept in it
   * @param rank 0 to train the whole model
   * @param dropout of the adapter's input, in the network's {@code accumulate}
   */
  public static TorchObject object(
      ModelConfig.Language config, boolean half, int rank, double scale, double dropout) {
    return Stage.trained("language_training", "LanguageTraining")
        .with("net", LanguageNetwork.object(config, half && rank > 0))
        .with("mixed", half)
        .with("rank", rank)
        .with("scale", scale)
        .with("dropout", dropout)
        .with("sums", List.of())
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
    List<Sample> asked = source.batch(random);
    List<List<FeatureMap>> features = encode(asked);
    List<Sample> samples = frozen.classifier().map(c -> c.decide(asked, features)).orElse(asked);
    List<Optional<String>> hints = clues.write(samples, features, random);
    List<AnswerBatch.Row> rows = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      List<FeatureMap> shown = shown(sample, features.get(i));
      PromptTokens prompt =
          PromptTokens.of(
              prompt(sample, shown.size(), hints.get(i)),
              frozen.tokenizer(),
              frozen.config().tokensPerImage());
      int[] answer = frozen.tokenizer().encodeAnswer(sample.answer());
      rows.add(AnswerBatch.Row.of(prompt, answer, frozen.config().language().eos(), shown));
    }
    AnswerBatch batch = AnswerBatch.of(rows, frozen.config().language().context());
    batch.addTo(call);
    return cost(samples, batch);
  }

  private double cost(List<Sample> samples, AnswerBatch batch) {
    ModelConfig config = frozen.config();
    ModelConfig.Language language = config.language();
    double seen = samples.stream().mapToInt(sample -> sample.images().size()).sum();
    double fused = samples.stream().filter(LanguageTrainer::fused).count();
    double frozenParts =
        NetworkFlops.siglip(config.vision(), seen, config.vision().tokens())
            + NetworkFlops.change(config, fused);
    if (weights.lora().isPresent()) {
      return frozenParts + NetworkFlops.adapterStep(config, batch, weights.lora().get());
    }
    double tokens = (double) batch.rows() * batch.length();
    return frozenParts
        + NetworkFlops.llamaMuon(config)
        + NetworkFlops.TRAINED
            * (NetworkFlops.llamaMatrices(language, tokens, batch.answerTokens())
                + NetworkFlops.llamaHead(language, batch.answerTokens())
                + NetworkFlops.llamaAttention(language, batch.rows(), batch.length())
                + NetworkFlops.projector(config, batch.images().shape()[0]));
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
