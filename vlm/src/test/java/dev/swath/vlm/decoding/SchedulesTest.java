package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.SlowDecoder;
import dev.swath.vlm.TestModels;
import dev.swath.vlm.TinyVila;
import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.lora.PeftFolder;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random schedules against the slow way: whatever arrives when, with which prompt, images, length
 * and adapter, and whatever is cancelled, each answer is the one that its request gets alone,
 * without cache.
 */
class SchedulesTest {

  private static final int SCHEDULES = 1000;
  private static final int PER_TEST = 50;
  private static final int POOL = 60;

  /** So many steps end every schedule below; more would be a hang. */
  private static final int MOST_STEPS = 5000;

  @TempDir static Path folder;
  private static final List<LoadedAdapter> ADAPTERS = new ArrayList<>();
  private static final List<Asked> POOLED = new ArrayList<>();
  private static TorchNetwork network;
  private static Tokenizer tokenizer;
  private static ModelConfig config;

  /** A request, and what the slow way answers. */
  private record Asked(RequestTokens tokens, LoadedAdapter adapter, Completion expected) {}

  /** A request that was made. */
  private record Made(Asked asked, CompletableFuture<Completion> result) {}

  @BeforeAll
  static void load() throws IOException {
    ModelFolder model = TinyVila.folder();
    config = model.config();
    network = TestModels.vila();
    tokenizer = TinyVila.tokenizer();
    List<Path> folders = new ArrayList<>();
    ADAPTERS.add(LoadedAdapter.NONE);
    for (List<String> modules :
        List.of(
            List.of("q_proj", "v_proj"),
            List.of("v_proj", "o_proj", "up_proj"),
            AdapterFolder.MODULES)) {
      int id = ADAPTERS.size();
      folders.add(
          PeftFolder.random(config.language(), 1 + 3 * id, modules, id)
              .write(folder.resolve("adapter" + id)));
      double scale = SlowDecoder.addAdapter(network, config.language(), folders.get(id - 1), id);
      ADAPTERS.add(new LoadedAdapter(id, scale));
    }
    try (SlowDecoder slow = new SlowDecoder(model, folders)) {
      Random random = new Random(7);
      for (int i = 0; i < POOL; i++) {
        int adapter = random.nextInt(ADAPTERS.size());
        GenerationRequest request = TinyVila.greedy(random, "");
        POOLED.add(
            new Asked(
                RequestTokens.of(request, tokenizer, config),
                ADAPTERS.get(adapter),
                slow.greedy(request, adapter)));
      }
    }
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    network.close();
  }

  @RepeatedTest(SCHEDULES / PER_TEST)
  void everyAnswerIsThatOfTheSlowWay(RepetitionInfo info) {
    for (int i = 0; i < PER_TEST; i++) {
      run(PER_TEST * info.getCurrentRepetition() + i);
    }
  }

  private static void run(int seed) {
    Random random = new Random(seed);
    Scheduler scheduler =
        new Scheduler(network, config.language(), tokenizer::decode, limits(random));
    List<Made> made = new ArrayList<>();
    int requests = 1 + random.nextInt(12);
    double arrivals = random.nextDouble();
    double cancellations = random.nextBoolean() ? 0 : 0.1 * random.nextDouble();
    int steps = 0;
    while (made.size() < requests || !scheduler.idle()) {
      while (made.size() < requests && random.nextDouble() < arrivals + 0.02) {
        made.add(request(scheduler, random));
      }
      if (!made.isEmpty() && random.nextDouble() < cancellations) {
        made.get(random.nextInt(made.size())).result().cancel(false);
      }
      scheduler.step();
      assertThat(steps++).as("steps of schedule %d", seed).isLessThan(MOST_STEPS);
    }
    for (Made one : made) {
      if (!one.result().isCancelled()) {
        Completion actual = one.result().join();
        Completion expected = one.asked().expected();
        assertThat(actual.tokens())
            .as("schedule %d, %s", seed, one.asked().tokens().request())
            .isEqualTo(expected.tokens());
        assertThat(actual.finished()).isEqualTo(expected.finished());
      }
    }
  }

  /** From a cache that holds one request at a time to one that holds all. */
  private static DecodingLimits limits(Random random) {
    int longest = POOLED.stream().mapToInt(asked -> asked.tokens().space()).max().orElseThrow();
    ModelConfig.Language sizes = config.language();
    long token = 2L * sizes.layers() * sizes.keyValueHeads() * sizes.headWidth() * Float.BYTES;
    long tokens = longest + random.nextInt(12 * longest);
    return new DecodingLimits(tokens * token, 1 + random.nextInt(12), 1 + random.nextInt(300));
  }

  private static Made request(Scheduler scheduler, Random random) {
    // Often one that was made before: then much of it is in the cache.
    Asked asked = POOLED.get(random.nextInt(random.nextBoolean() ? 4 : POOLED.size()));
    CompletableFuture<Completion> result = new CompletableFuture<>();
    Answer answer = new Answer(asked.tokens(), config.language().eos());
    scheduler.add(
        "lane " + random.nextInt(3), new Job(asked.tokens(), asked.adapter(), answer, result));
    return new Made(asked, result);
  }
}
