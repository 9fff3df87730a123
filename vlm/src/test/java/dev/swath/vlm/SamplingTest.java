package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding with a temperature. */
class SamplingTest {

  private static final int DRAWS = 6000;

  private static LanguageModel model;
  private static SlowDecoder slow;

  @BeforeAll
  static void load() throws IOException {
    model = LanguageModel.load(TinyVila.folder());
    slow = new SlowDecoder(TinyVila.folder(), List.of());
  }

  @AfterAll
  static void close() {
    slow.close();
    model.close();
  }

  @Test
  void theSeedAloneDecides() {
    Prompt prompt = TinyVila.prompt(new Random(41), 1);
    List<GenerationRequest> requests =
        LongStream.range(0, 12).mapToObj(seed -> request(prompt, 8, 1, seed)).toList();
    List<Completion> first = model.generate(requests);
    List<Completion> second = TinyVila.alone(model, requests);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(second.get(i).tokens()).isEqualTo(first.get(i).tokens());
    }
    assertThat(first.stream().map(c -> Arrays.toString(c.tokens())).distinct())
        .hasSameSizeAs(requests);
  }

  private static GenerationRequest request(
      Prompt prompt, int tokens, double temperature, long seed) {
    return new GenerationRequest(
        prompt, TinyVila.images(1), "", List.of(), tokens, temperature, seed);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 2.5})
  void tokensAreDrawnWithTheModelsProbabilities(double temperature) {
    Prompt prompt = new Prompt(List.of(new Prompt.Text("w")));
    GenerationRequest greedy = GenerationRequest.greedy(prompt, List.of(), "", List.of(), 1);
    double[] scores = slow.logProbabilities(greedy, new int[0], 0);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int seed = 0; seed < DRAWS; seed++) {
      requests.add(new GenerationRequest(prompt, List.of(), "", List.of(), 1, temperature, seed));
    }
    int[] counts = new int[scores.length];
    int eos = model.config().language().eos();
    for (Completion completion : model.generate(requests)) {
      int token = completion.tokens().length == 0 ? eos : completion.tokens()[0];
      counts[token]++;
      // The confidence is the model's own, whatever the temperature.
      assertThat(completion.confidence()).isCloseTo(scores[token], offset(1e-4));
    }
    assertDrawn(counts, softmax(scores, temperature));
  }

  @Test
  void allowedAnswersShareTheProbabilityAmongThem() {
    Prompt prompt = new Prompt(List.of(new Prompt.Text("w")));
    // One token each, so that the first choice is the only one.
    List<String> answers =
        IntStream.rangeClosed('a', 'z')
            .mapToObj(Character::toString)
            .filter(letter -> model.tokenizer().encodeAnswer(letter).length == 1)
            .toList();
    assertThat(answers).hasSizeGreaterThan(2);
    GenerationRequest greedy = GenerationRequest.greedy(prompt, List.of(), "", answers, 1);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int seed = 0; seed < DRAWS; seed++) {
      requests.add(new GenerationRequest(prompt, List.of(), "", answers, 1, 1, seed));
    }
    Map<String, Integer> drawn = new HashMap<>();
    model.generate(requests).forEach(c -> drawn.merge(c.text(), 1, Integer::sum));
    double[] all = slow.logProbabilities(greedy, new int[0], 0);
    double[] scores = new double[answers.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = all[model.tokenizer().encodeAnswer(answers.get(i))[0]];
    }
    int[] counts = answers.stream().mapToInt(a -> drawn.getOrDefault(a, 0)).toArray();
    assertDrawn(counts, softmax(scores, 1));
  }

  @Test
  void theSmallestTemperatureIsGreedy() {
    Prompt prompt = TinyVila.prompt(new Random(42), 1);
    int[] greedy = model.generate(List.of(request(prompt, 8, 0, 0))).get(0).tokens();
    for (double temperature : new double[] {Double.MIN_VALUE, 1e-300, 1e-6}) {
      assertThat(model.generate(List.of(request(prompt, 8, temperature, 3))).get(0).tokens())
          .isEqualTo(greedy);
    }
  }

  private static double[] softmax(double[] scores, double temperature) {
    double sum = Arrays.stream(scores).map(s -> Math.exp(s / temperature)).sum();
    return Arrays.stream(scores).map(s -> Math.exp(s / temperature) / sum).toArray();
  }

  /** Five standard deviations for each token: the seeds are fixed, so this holds or it does not. */
  private static void assertDrawn(int[] counts, double[] probabilities) {
    assertThat(IntStream.of(counts).sum()).isEqualTo(DRAWS);
    for (int i = 0; i < counts.length; i++) {
      double p = probabilities[i];
      assertThat((double) counts[i])
          .as("draws of %d, probability %s", i, p)
          .isCloseTo(p * DRAWS, offset(5 * Math.sqrt(p * (1 - p) * DRAWS) + 3));
    }
  }
}
