package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.PromptTemplate;
import dev.swath.vlm.TestModels;
import dev.swath.vlm.TinyVila;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests from several threads, and what becomes of them when something goes wrong. */
class DecodingEngineTest {

  private final ModelConfig config = TinyVila.folder().config();
  private TorchNetwork network;
  private Tokenizer tokenizer;
  private DecodingEngine engine;

  @BeforeEach
  void start() throws IOException {
    network = TestModels.vila();
    tokenizer = TinyVila.tokenizer();
    engine = new DecodingEngine(network, config, tokenizer, DecodingLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    engine.close();
    tokenizer.close();
    network.close();
  }

  @Test
  void threadsGetTheAnswersThatEachWouldGetAlone() {
    Random random = new Random(5);
    List<GenerationRequest> requests =
        IntStream.range(0, 40).mapToObj(i -> TinyVila.greedy(random, "")).toList();
    List<int[]> alone = requests.stream().map(request -> answer(request).tokens()).toList();
    List<CompletableFuture<int[]>> together =
        requests.stream()
            .map(request -> CompletableFuture.supplyAsync(() -> answer(request).tokens()))
            .toList();
    for (int i = 0; i < requests.size(); i++) {
      assertThat(together.get(i).join()).isEqualTo(alone.get(i));
    }
  }

  @Test
  void questionsOnOneImageShareItsTokens() {
    List<GenerationRequest> questions = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      questions.add(
          GenerationRequest.greedy(
              PromptTemplate.vicunaV1().plain(2, "Question " + i),
              TinyVila.images(2),
              "",
              List.of(),
              4));
    }
    List<Integer> lengths =
        questions.stream().map(q -> RequestTokens.of(q, tokenizer, config).length()).toList();
    engine
        .submit(questions, request -> LoadedAdapter.NONE, lanes(30))
        .forEach(CompletableFuture::join);
    DecodingStats stats = stats();
    int all = lengths.stream().mapToInt(Integer::intValue).sum();
    assertThat(stats.promptTokens() + stats.sharedTokens()).isEqualTo(all);
    // Of all but the first, only the question itself and what stands behind it
    int own = tokenizer.encode(PromptTemplate.vicunaV1().plain(0, "Question 29")).length;
    assertThat(stats.promptTokens()).isLessThan(lengths.get(0) + 29L * own);
    assertThat(stats.sharedTokens()).isGreaterThan(all / 2);
  }

  @Test
  void aCancelledRequestEndsAndTheOthersGoOn() {
    GenerationRequest request = TinyVila.greedy(new Random(6), "");
    int[] expected = answer(request).tokens();
    List<CompletableFuture<Completion>> answers =
        engine.submit(List.of(request, request, request), asked -> LoadedAdapter.NONE, lanes(3));
    answers.get(1).cancel(false);
    assertThat(answers.get(0).join().tokens()).isEqualTo(expected);
    assertThat(answers.get(2).join().tokens()).isEqualTo(expected);
    assertThat(answers.get(1)).isCancelled();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, 1e30f})
  void featuresThatNoModelCanComputeWithSpoilNoOtherAnswer(float value) {
    GenerationRequest request = TinyVila.greedy(new Random(9), "");
    int[] expected = answer(request).tokens();
    List<FeatureMap> spoilt =
        TinyVila.images(1).stream()
            .map(map -> new FeatureMap(map.tokens(), map.width(), filled(map, value)))
            .toList();
    String longQuestion = "Is there water in the image? ".repeat(3);
    GenerationRequest wrong =
        GenerationRequest.greedy(
            PromptTemplate.vicunaV1().plain(1, longQuestion), spoilt, "", List.of(), 8);

    assertThat(answer(wrong).tokens()).isNotEmpty();

    // In the same places of the cache, with others and alone.
    assertThat(answer(request).tokens()).isEqualTo(expected);
    engine
        .submit(List.of(request, wrong, request), asked -> LoadedAdapter.NONE, lanes(3))
        .forEach(CompletableFuture::join);
    assertThat(answer(request).tokens()).isEqualTo(expected);
    assertThat(answer(wrong).confidence()).isFinite();
  }

  private static float[] filled(FeatureMap map, float value) {
    float[] values = map.values().clone();
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void aRequestThatTheCacheCannotHoldIsRefused() {
    long token =
        2L
            * config.language().layers()
            * config.language().keyValueHeads()
            * config.language().headWidth()
            * Float.BYTES;
    try (TorchNetwork other = TestModels.vila();
        DecodingEngine small =
            new DecodingEngine(other, config, tokenizer, new DecodingLimits(20 * token, 4, 8))) {
      assertThatThrownBy(() -> submit(small, TinyVila.greedy(new Random(7), "")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("do not fit the KV cache of 20 tokens")
          .hasMessageContaining("make the cache larger");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailureOfTheNetworkFailsWhatItWorkedOnAndDecodingGoesOn() {
    GenerationRequest request = TinyVila.greedy(new Random(8), "");
    int[] expected = answer(request).tokens();
    // A cache that is smaller than the engine thinks
    engine.between(
        () -> {
          try (TorchCall call = network.call("start")) {
            call.integer(1).run();
          }
        });
    CompletableFuture<Completion> bad =
        engine.submit(List.of(request), asked -> LoadedAdapter.NONE, lanes(1)).get(0);
    assertThatThrownBy(bad::join).isInstanceOf(CompletionException.class);
    assertThat(answer(request).tokens()).isEqualTo(expected);
  }

  @Test
  void closingEndsWhatIsNotDone() {
    GenerationRequest request = TinyVila.greedy(new Random(9), "");
    List<CompletableFuture<Completion>> answers =
        engine.submit(
            IntStream.range(0, 200).mapToObj(i -> request).toList(),
            asked -> LoadedAdapter.NONE,
            lanes(200));
    engine.close();
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThatThrownBy(() -> submit(engine, request))
        .isInstanceOf(CancellationException.class)
        .hasStackTraceContaining("the language model is closed");
  }

  private Completion answer(GenerationRequest request) {
    return submit(engine, request);
  }

  private static Completion submit(DecodingEngine engine, GenerationRequest request) {
    return engine.submit(List.of(request), asked -> LoadedAdapter.NONE, lanes(1)).get(0).join();
  }

  private static List<String> lanes(int requests) {
    return Collections.nCopies(requests, "");
  }

  private DecodingStats stats() {
    CompletableFuture<DecodingStats> stats = new CompletableFuture<>();
    engine.between(() -> stats.complete(engine.stats()));
    return stats.join();
  }
}
