package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.ChangeExtractor;
import dev.swath.vlm.Completion;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.Golden;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.Prompt;
import dev.swath.vlm.PromptTokens;
import dev.swath.vlm.SlowDecoder;
import dev.swath.vlm.TestModels;
import dev.swath.vlm.TinyVila;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batched, cached decoding in chunks against the tokens of the published code. */
class GoldenDecodingTest {

  private static final String VILA = "vila-tiny/golden.safetensors";

  @ParameterizedTest
  @CsvSource({"llama-tiny, 1", "llama-tiny, 5", "llama-gqa, 3", "llama-gqa, 1000"})
  void thePromptsTokensAreFollowedByThoseOfThePublishedCode(String name, int chunk)
      throws IOException {
    String golden = name + "/golden.safetensors";
    try (TorchNetwork network = TestModels.llama(name)) {
      Completion completion =
          decode(
                  network,
                  TestModels.language(name),
                  chunk,
                  List.of(request(Golden.longs(golden, "c.prompt_ids"), 24)),
                  List.of(LoadedAdapter.NONE))
              .get(0);
      assertThat(completion.tokens()).isEqualTo(ints(Golden.longs(golden, "c.generated_ids")));
    }
  }

  @Test
  void rowsOfOneBatchUseDifferentAdaptersOrNone() throws IOException {
    String golden = "lora/golden.safetensors";
    ModelConfig.Language config = TestModels.language("llama-tiny");
    try (TorchNetwork network = TestModels.llama("llama-tiny")) {
      List<LoadedAdapter> adapters = new ArrayList<>(List.of(LoadedAdapter.NONE));
      for (int id = 1; id <= 2; id++) {
        double scale =
            SlowDecoder.addAdapter(network, config, Golden.path("lora/adapter" + id), id);
        adapters.add(new LoadedAdapter(id, scale));
      }
      long[] prompt = Golden.longs(golden, "prompt_ids");
      for (int id = 1; id <= 2; id++) {
        assertThat(
                decode(network, config, 4, List.of(request(prompt, 24)), List.of(adapters.get(id)))
                    .get(0)
                    .tokens())
            .isEqualTo(ints(Golden.longs(golden, "adapter" + id + ".generated_ids")));
      }
      long[] prompts = Golden.longs(golden, "mixed.prompt_ids");
      int[] expected = ints(Golden.longs(golden, "mixed.generated_ids"));
      int length = prompts.length / 3;
      List<RequestTokens> rows =
          IntStream.range(0, 3)
              .mapToObj(i -> request(Arrays.copyOfRange(prompts, i * length, (i + 1) * length), 24))
              .toList();
      List<Completion> completions = decode(network, config, 1000, rows, adapters);
      for (int row = 0; row < 3; row++) {
        assertThat(completions.get(row).tokens())
            .isEqualTo(Arrays.copyOfRange(expected, row * 24, row * 24 + 24));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"single, 0, 1", "pair_clue, 0, 2", "pair_change, 0, 2", "video4, 0, 4"})
  void imagesAndWordsAreFollowedByTheTokensOfThePublishedCode(String name, int from, int to)
      throws IOException {
    List<FeatureMap> images =
        FeatureMap.split(Golden.floats(VILA, "vision_features")).subList(from, to);
    if (name.equals("pair_change")) {
      try (ChangeExtractor change = ChangeExtractor.load(TinyVila.folder())) {
        images = change.fuse(images.subList(0, 1), images.subList(1, 2));
      }
    }
    PromptTokens prompt =
        PromptTokens.of(
            ints(Golden.longs(VILA, name + ".input_ids")), TinyVila.folder().tokensPerImage());
    RequestTokens request =
        RequestTokens.of(
            GenerationRequest.greedy(new Prompt(List.of()), images, "", List.of(), 16),
            prompt,
            images,
            Optional.empty());
    int[] expected = ints(Golden.longs(VILA, name + ".generated_ids"));
    try (TorchNetwork network = TestModels.vila()) {
      for (int chunk : new int[] {3, 1000}) {
        assertThat(
                decode(
                        network,
                        TinyVila.folder().config().language(),
                        chunk,
                        List.of(request),
                        List.of(LoadedAdapter.NONE))
                    .get(0)
                    .tokens())
            .isEqualTo(expected);
      }
    }
  }

  private static List<Completion> decode(
      TorchNetwork network,
      ModelConfig.Language config,
      int chunk,
      List<RequestTokens> requests,
      List<LoadedAdapter> adapters) {
    Scheduler scheduler =
        new Scheduler(network, config, Arrays::toString, new DecodingLimits(1 << 20, 8, chunk));
    List<CompletableFuture<Completion>> results =
        Stream.generate(CompletableFuture<Completion>::new).limit(requests.size()).toList();
    for (int i = 0; i < requests.size(); i++) {
      Answer answer = new Answer(requests.get(i), config.eos());
      scheduler.add("", new Job(requests.get(i), adapters.get(i), answer, results.get(i)));
    }
    while (!scheduler.idle()) {
      scheduler.step();
    }
    return results.stream().map(CompletableFuture::join).toList();
  }

  private static RequestTokens request(long[] ids, int tokens) {
    return RequestTokens.of(
        GenerationRequest.greedy(new Prompt(List.of()), List.of(), "", List.of(), tokens),
        new PromptTokens(ids, new long[0]),
        List.of(),
        Optional.empty());
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
