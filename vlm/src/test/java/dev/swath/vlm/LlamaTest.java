package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
          logits(network, embed(network, ids), 2, 0), Golden.floats(golden, "a.logits").values());
      Golden.assertClose(
          logits(network, flat(Golden.floats(golden, "b.inputs_embeds")), 2, 0),
          Golden.floats(golden, "b.logits").values());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "llama-gqa"})
  void theGreedyTokensAreThoseOfThePublishedCode(String name) throws IOException {
    String golden = name + "/golden.safetensors";
    try (TorchNetwork network = TestModels.llama(name)) {
      long[] prompt = Golden.longs(golden, "c.prompt_ids");
      float[] all = logits(network, embed(network, prompt), 1, 0);
      float[] first = Golden.floats(golden, "c.step0_logits").values();
      Golden.assertClose(Arrays.copyOfRange(all, all.length - first.length, all.length), first);
      Floats embeds = Golden.floats(golden, "b.inputs_embeds");
      int row = embeds.values().length / 2;
      long[] expected = Golden.longs(golden, "b.generated_ids");
      for (int i = 0; i < 2; i++) {
        float[] values = Arrays.copyOfRange(embeds.values(), i * row, (i + 1) * row);
        Floats own = new Floats(new long[] {embeds.shape()[1], embeds.shape()[2]}, values);
        assertThat(greedy(network, own, 12))
            .isEqualTo(Arrays.copyOfRange(expected, i * 12, i * 12 + 12));
      }
    }
  }

  @Test
  void anAdaptersLogitsAreThoseOfThePublishedCode() throws IOException {
    String golden = "lora/golden.safetensors";
    try (TorchNetwork network = TestModels.llama("llama-tiny")) {
      SlowDecoder.useAdapters(
          network,
          TestModels.language("llama-tiny"),
          List.of(Golden.path("lora/adapter1"), Golden.path("lora/adapter2")));
      long[] ids = Golden.longs(golden, "input_ids");
      for (int adapter = 1; adapter <= 2; adapter++) {
        Golden.assertClose(
            logits(network, embed(network, ids), 2, adapter),
            Golden.floats(golden, "adapter" + adapter + ".logits").values());
      }
      Floats mixed = embed(network, Golden.longs(golden, "mixed.input_ids"));
      float[] expected = Golden.floats(golden, "mixed.logits").values();
      int row = mixed.values().length / 3;
      for (int adapter = 0; adapter < 3; adapter++) {
        float[] values = Arrays.copyOfRange(mixed.values(), adapter * row, (adapter + 1) * row);
        Floats own = new Floats(new long[] {mixed.shape()[0] / 3, mixed.shape()[1]}, values);
        int logits = expected.length / 3;
        Golden.assertClose(
            logits(network, own, 1, adapter),
            Arrays.copyOfRange(expected, adapter * logits, (adapter + 1) * logits));
      }
    }
  }

  /** Several rows one behind the other. */
  private static Floats flat(Floats rows) {
    long[] shape = rows.shape();
    return new Floats(new long[] {shape[0] * shape[1], shape[2]}, rows.values());
  }

  private static Floats embed(TorchNetwork network, long[] ids) {
    try (TorchCall call = network.call("embed")) {
      return call.longs(ids, ids.length)
          .floats(new float[0], 0, 0, 0)
          .longs(new long[0], 0)
          .runFloats();
    }
  }

  private static float[] logits(TorchNetwork network, Floats embeds, int rows, int adapter) {
    try (TorchCall call = network.call("logits")) {
      call.floats(embeds.values(), embeds.shape());
      return call.integer(rows).integer(adapter - 1).runFloats().values();
    }
  }

  /** The whole row again for each token. */
  private static long[] greedy(TorchNetwork network, Floats embeds, int tokens) {
    long[] generated = new long[tokens];
    Floats row = embeds;
    for (int step = 0; step < tokens; step++) {
      float[] logits = logits(network, row, 1, 0);
      generated[step] = best(logits, logits.length / (int) row.shape()[0]);
      Floats next = embed(network, new long[] {generated[step]});
      float[] longer = Arrays.copyOf(row.values(), row.values().length + next.values().length);
      System.arraycopy(next.values(), 0, longer, row.values().length, next.values().length);
      row = new Floats(new long[] {row.shape()[0] + 1, row.shape()[1]}, longer);
    }
    return generated;
  }

  /** The likeliest token behind the last. */
  private static int best(float[] logits, int vocabulary) {
    int last = logits.length - vocabulary;
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      if (logits[last + token] > logits[last + best]) {
        best = token;
      }
    }
    return best;
  }
}
