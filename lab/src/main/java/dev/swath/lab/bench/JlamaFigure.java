package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.train.WholeFolder;
import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.decoding.DecodingEngine;
import dev.swath.vlm.decoding.DecodingLimits;
import dev.swath.vlm.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decoding one row against Jlama: the same weights in fp32, prompts and number of threads. Jlama
 * computes in its native library or in Java; the faster counts.
 */
public final class JlamaFigure {

  private static final String PEER = "Jlama";
  private static final Goal GOAL = Goal.atLeast(1.3);
  private static final int ANSWERS = 4;

  /** The largest difference of two mean log-probabilities that rounding explains. */
  private static final double TOLERANCE = 1e-3;

  private static final DecodingLimits LIMITS = new DecodingLimits(1 << 28, ANSWERS, 512);

  private final String title;
  private final Path model;
  private final ModelConfig config;
  private final Peers peers;
  private final Path folder;

  private JlamaFigure(String title, Path model, ModelConfig config, Peers peers, Path folder) {
    this.title = title;
    this.model = model;
    this.config = config;
    this.peers = peers;
    this.folder = folder;
  }

  /**
   * Measures both; if the peer cannot be run or answers something else, the figure says why.
   *
   * @param title the language model's name
   * @param model the folder of the compact model, for its tokenizer
   * @param config sizes of the language model
   * @param rounds how often both are measured in turn
   */
  public static Figure measure(
      String title, Path model, ModelConfig config, Peers peers, int rounds) {
    try {
      Path folder = Files.createTempDirectory("swath-peer");
      try {
        return new JlamaFigure(title, model, config, peers, folder).measure(rounds);
      } finally {
        WholeFolder.delete(folder);
      }
    } catch (PeerException | IOException e) {
      return notRun(title, e.getMessage());
    }
  }

  static Figure notRun(String title, String reason) {
    return Figure.notRun(name(title), PEER, GOAL, reason);
  }

  private Figure measure(int rounds) throws PeerException, IOException {
    Jdk jdk = peers.jlamaJdk();
    try (RandomModel random = new RandomModel(model, config, false);
        DecodingEngine engine = random.engine(LIMITS)) {
      random.write(folder);
      DecodeTiming timing = new DecodeTiming(random);
      List<GenerationRequest> requests =
          timing.requests(ANSWERS, DecodeTiming.PROMPT, 1 + DecodeTiming.ANSWER);
      List<int[]> prompts = requests.stream().map(random::tokens).toList();
      List<Completion> answers = RandomModel.decode(engine, requests);
      JsonNode ofNative = run(jdk, false, "f32", prompts);
      JsonNode ofJava = run(jdk, true, "f32", prompts);
      double difference = Math.max(difference(answers, ofNative), difference(answers, ofJava));
      boolean panama = seconds(ofJava) < seconds(ofNative);
      Pairs pairs =
          Pairs.<PeerException>inTurn(
              rounds,
              () -> 1 / step(timing, engine),
              () -> 1 / seconds(run(jdk, panama, "f32", prompts)));
      JsonNode best = panama ? ofJava : ofNative;
      double bound = ReadRate.measure() / random.weightBytes();
      return Figure.of(
              name(title),
              "%s %s, fp32".formatted(PEER, best.required("version").asText()),
              tokens(pairs.own()),
              tokens(pairs.other()),
              pairs.ratio(),
              GOAL)
          .noting(
              "%d answers of %d tokens alike, mean log-probabilities within %.1g; threads: %d; Jlama by %s on Java %s; %s"
                  .formatted(
                      ANSWERS,
                      1 + DecodeTiming.ANSWER,
                      difference,
                      Torch.threads(),
                      best.required("operations").asText(),
                      jdk.version(),
                      narrow(jdk, prompts)))
          .limitedBy(
              "Both read all weights for each token. At the memory read rate that was measured beside them this alone allows %s, %.2f times Jlama's; how much of that rate Swath reaches is the figure of one row above."
                  .formatted(tokens(bound), bound / pairs.other()));
    }
  }

  /** Seconds of a step of one row, the median of several. */
  private static double step(DecodeTiming timing, DecodingEngine engine) {
    return Timing.median(1, 3, () -> timing.stepSeconds(engine, 1));
  }

  /** Both with narrow weights, which are not the same weights any more. */
  private String narrow(Jdk jdk, List<int[]> prompts) throws IOException {
    double own;
    try (RandomModel random = new RandomModel(model, config, true);
        DecodingEngine engine = random.engine(LIMITS)) {
      own = 1 / step(new DecodeTiming(random), engine);
    }
    String theirs;
    try {
      theirs = tokens(1 / seconds(run(jdk, false, "q4", prompts)));
    } catch (PeerException e) {
      theirs = "not run: " + e.getMessage();
    }
    return "with int8 weights %s, Jlama with Q4 weights and I8 inputs %s"
        .formatted(tokens(own), theirs);
  }

  private JsonNode run(Jdk jdk, boolean panama, String weights, List<int[]> prompts)
      throws PeerException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                folder.toString(),
                weights,
                Integer.toString(Torch.threads()),
                Integer.toString(1 + DecodeTiming.ANSWER)));
    prompts.forEach(prompt -> arguments.add(commas(prompt)));
    return PeerProcess.run(
        PEER,
        peers.classPath(),
        folder,
        peers.jlama(jdk, panama, arguments.toArray(String[]::new)));
  }

  private static String commas(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  /**
   * The largest difference of the answers' mean log-probabilities.
   *
   * @throws PeerException if a token differs, or a log-probability by more than rounding explains
   */
  static double difference(List<Completion> answers, JsonNode run) throws PeerException {
    double largest = 0;
    for (int i = 0; i < answers.size(); i++) {
      int[] theirs = ids(run.required("answers").required(i));
      int same = Arrays.mismatch(answers.get(i).tokens(), theirs);
      if (same >= 0) {
        throw new PeerException(
            "answers differ from token %d on: %s, Jlama %s"
                .formatted(
                    same, Arrays.toString(answers.get(i).tokens()), Arrays.toString(theirs)));
      }
      double difference =
          Math.abs(
              answers.get(i).confidence()
                  - run.required("logProbabilities").required(i).asDouble());
      // Which is NaN if either is: it must not pass as a small difference.
      largest = Math.max(largest, difference);
    }
    if (!(largest <= TOLERANCE)) {
      throw new PeerException("mean log-probabilities differ by up to %.2g".formatted(largest));
    }
    return largest;
  }

  private static int[] ids(JsonNode answer) {
    int[] ids = new int[answer.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = answer.get(i).asInt();
    }
    return ids;
  }

  private static double seconds(JsonNode run) {
    return run.required("seconds").asDouble();
  }

  private static String tokens(double rate) {
    return "%.1f tokens/s".formatted(rate);
  }

  private static String name(String title) {
    return "decode, %s, 1 row".formatted(title);
  }
}
