package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightBinder;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The language network against the published code: logits and greedy tokens. */
class LlamaTest {

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "llama-gqa"})
  void theLogitsAreThoseOfThePublishedCode(String name) throws IOException {
    String golden = name + "/golden.safetensors";
    try (TorchNetwork network = TestModels.llama(name)) {
      long[] ids = Golden.longs(golden, "a.input_ids");
      Golden.assertClose(
          logits(network, embed(network, ids, 2), new long[2]),
          Golden.floats(golden, "a.logits").values());
      Floats embeds = Golden.floats(golden, "b.inputs_embeds");
      Golden.assertClose(
          logits(network, embeds, new long[2]), Golden.floats(golden, "b.logits").values());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "llama-gqa"})
  void theGreedyTokensAreThoseOfThePublishedCode(String name) throws IOException {
    String golden = name + "/golden.safetensors";
    try (TorchNetwork network = TestModels.llama(name)) {
      long[] prompt = Golden.longs(golden, "c.prompt_ids");
      float[] all = logits(network, embed(network, prompt, 1), new long[1]);
      float[] first = Golden.floats(golden, "c.step0_logits").values();
      Golden.assertClose(Arrays.copyOfRange(all, all.length - first.length, all.length), first);
      assertThat(greedy(network, embed(network, prompt, 1), new long[1], 24)[0])
          .isEqualTo(Golden.longs(golden, "c.generated_ids"));
      Floats embeds = Golden.floats(golden, "b.inputs_embeds");
      long[][] generated = greedy(network, embeds, new long[2], 12);
      long[] expected = Golden.longs(golden, "b.generated_ids");
      assertThat(generated[0]).isEqualTo(Arrays.copyOfRange(expected, 0, 12));
      assertThat(generated[1]).isEqualTo(Arrays.copyOfRange(expected, 12, 24));
    }
  }

  @Test
  void rowsOfOneBatchUseDifferentAdaptersOrNone() throws IOException {
    String golden = "lora/golden.safetensors";
    try (TorchNetwork network = TestModels.llama("llama-tiny")) {
      load(network, List.of("lora/adapter1", "lora/adapter2"));
      long[] ids = Golden.longs(golden, "input_ids");
      for (int adapter = 1; adapter <= 2; adapter++) {
        Golden.assertClose(
            logits(network, embed(network, ids, 2), new long[] {adapter, adapter}),
            Golden.floats(golden, "adapter" + adapter + ".logits").values());
        long[] prompt = Golden.longs(golden, "prompt_ids");
        assertThat(greedy(network, embed(network, prompt, 1), new long[] {adapter}, 24)[0])
            .isEqualTo(Golden.longs(golden, "adapter" + adapter + ".generated_ids"));
      }
      long[] rows = {0, 1, 2};
      Golden.assertClose(
          logits(network, embed(network, Golden.longs(golden, "mixed.input_ids"), 3), rows),
          Golden.floats(golden, "mixed.logits").values());
      long[][] generated =
          greedy(network, embed(network, Golden.longs(golden, "mixed.prompt_ids"), 3), rows, 24);
      long[] expected = Golden.longs(golden, "mixed.generated_ids");
      for (int row = 0; row < 3; row++) {
        assertThat(generated[row]).isEqualTo(Arrays.copyOfRange(expected, row * 24, row * 24 + 24));
      }
    }
  }

  private static void load(TorchNetwork network, List<String> folders) throws IOException {
    double[] scales = new double[folders.size()];
    for (int i = 0; i < folders.size(); i++) {
      Path folder = Golden.path(folders.get(i));
      AdapterFolder adapter = AdapterFolder.open(folder, TestModels.language("llama-tiny"));
      scales[i] = adapter.scale();
      try (WeightFiles files = AdapterFolder.weights(folder)) {
        for (Map.Entry<String, String> weight : adapter.names().entrySet()) {
          WeightBinder.add(
              () -> network.call("add_adapter"),
              files,
              weight.getValue(),
              i + "." + weight.getKey());
        }
      }
    }
    try (TorchCall call = network.call("stack_adapters")) {
      call.integers(0, 1).reals(scales).run();
    }
  }

  private static Floats embed(TorchNetwork network, long[] ids, int rows) {
    try (TorchCall call = network.call("embed")) {
      return call.longs(ids, rows, ids.length / rows)
          .floats(new float[0], 0, 0, 0)
          .longs(new long[0], 0)
          .runFloats();
    }
  }

  private static float[] logits(TorchNetwork network, Floats embeds, long[] slots) {
    try (TorchCall call = network.call("logits")) {
      call.floats(embeds.values(), embeds.shape());
      return call.longs(slots, slots.length)
          .flag(Arrays.stream(slots).anyMatch(slot -> slot > 0))
          .runFloats()
          .values();
    }
  }

  /** The cached way: prefill, then a token a step. */
  private static long[][] greedy(TorchNetwork network, Floats embeds, long[] slots, int tokens) {
    int rows = (int) embeds.shape()[0];
    int length = (int) embeds.shape()[1];
    boolean adapted = Arrays.stream(slots).anyMatch(s -> s > 0);
    try (TorchCall call = network.call("start")) {
      call.integer(rows).integer(length + tokens).run();
    }
    long[] positions = new long[rows * length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i % length;
    }
    long[] last = new long[rows];
    Arrays.fill(last, length - 1);
    float[] next;
    try (TorchCall call = network.call("extend")) {
      next =
          call.floats(embeds.values(), embeds.shape())
              .longs(positions, rows, length)
              .longs(last, rows)
              .longs(slots, rows)
              .flag(adapted)
              .integer(length)
              .runFloats()
              .values();
    }
    long[][] generated = new long[rows][tokens];
    for (int step = 0; step < tokens; step++) {
      long[] ids = new long[rows];
      long[] at = new long[rows];
      for (int row = 0; row < rows; row++) {
        ids[row] = best(next, row, rows);
        generated[row][step] = ids[row];
        at[row] = length + step;
      }
      try (TorchCall call = network.call("decode")) {
        next =
            call.longs(ids, rows)
                .longs(at, rows)
                .longs(slots, rows)
                .flag(adapted)
                .integer(length + step + 1)
                .runFloats()
                .values();
      }
    }
    return generated;
  }

  private static int best(float[] logits, int row, int rows) {
    int vocabulary = logits.length / rows;
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      if (logits[row * vocabulary + token] > logits[row * vocabulary + best]) {
        best = token;
      }
    }
    return best;
  }
}
