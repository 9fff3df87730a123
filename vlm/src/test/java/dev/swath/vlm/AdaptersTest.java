package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.swath.vlm.lora.AdapterFolder;
import dev.swath.vlm.lora.PeftFolder;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters that come and go while the model serves. */
class AdaptersTest {

  private static LanguageModel model;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    model = LanguageModel.load(TinyVila.folder());
  }

  @AfterEach
  void unload() {
    model.adapters().forEach(model::unloadAdapter);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void rowsWithDifferentAdaptersGetTheAnswersOfEachAlone() throws IOException {
    model.loadAdapter("small", adapter(1, List.of("v_proj"), 1));
    model.loadAdapter("middle", adapter(4, List.of("q_proj", "v_proj"), 2));
    model.loadAdapter("large", adapter(16, AdapterFolder.MODULES, 3));
    model.loadAdapter("mlp", adapter(3, List.of("gate_proj", "down_proj"), 4));
    List<String> names = List.of("", "small", "middle", "large", "mlp");
    Random random = new Random(21);
    for (int round = 0; round < 4; round++) {
      // One prompt for all, so that only the adapter makes the difference.
      Prompt prompt = TinyVila.prompt(random, 2);
      List<GenerationRequest> batch = new ArrayList<>();
      for (String name : names) {
        batch.add(GenerationRequest.greedy(prompt, TinyVila.images(2), name, List.of(), 8));
      }
      Collections.shuffle(batch, random);
      List<Completion> together = model.generate(batch);
      List<Completion> alone = TinyVila.alone(model, batch);
      for (int i = 0; i < batch.size(); i++) {
        assertThat(together.get(i).tokens()).isEqualTo(alone.get(i).tokens());
        assertThat(together.get(i).confidence()).isCloseTo(alone.get(i).confidence(), offset(1e-4));
      }
      assertThat(together.stream().map(Completion::confidence).distinct()).hasSameSizeAs(names);
    }
  }

  @Test
  void theBaseAnswersAsBeforeWhenAnAdapterHasGone() throws IOException {
    List<GenerationRequest> requests = requests("");
    List<String> before = answers(requests);
    model.loadAdapter("one", adapter(4, List.of("q_proj", "o_proj"), 5));
    assertThat(answers(requests("one"))).isNotEqualTo(before);
    assertThat(answers(requests)).isEqualTo(before);
    model.unloadAdapter("one");
    assertThat(answers(requests)).isEqualTo(before);
    assertThat(model.adapters()).isEmpty();
  }

  @Test
  void anAdapterAnswersTheSameWhateverElseIsLoaded() throws IOException {
    model.loadAdapter("before", adapter(2, List.of("q_proj"), 6));
    model.loadAdapter("it", adapter(4, List.of("k_proj", "up_proj"), 7));
    List<String> expected = answers(requests("it"));
    model.loadAdapter("behind", adapter(8, AdapterFolder.MODULES, 8));
    assertThat(answers(requests("it"))).isEqualTo(expected);
    model.unloadAdapter("before");
    assertThat(answers(requests("it"))).isEqualTo(expected);
    assertThat(model.adapters()).containsExactly("behind", "it");
  }

  @Test
  void anAdapterOfTheSameNameIsReplaced() throws IOException {
    model.loadAdapter("name", adapter(4, List.of("q_proj", "v_proj"), 9));
    List<String> old = answers(requests("name"));
    model.loadAdapter("other", adapter(2, List.of("q_proj", "v_proj"), 10));
    List<String> expected = answers(requests("other"));
    assertThat(expected).isNotEqualTo(old);
    model.loadAdapter("name", adapter(2, List.of("q_proj", "v_proj"), 10));
    assertThat(answers(requests("name"))).isEqualTo(expected);
    assertThat(model.adapters()).containsExactly("name", "other");
  }

  @Test
  void aNameThatIsNotLoadedIsRefusedWithThoseThatAre() throws IOException {
    model.loadAdapter("ships", adapter(2, List.of("q_proj"), 11));
    model.loadAdapter("gone", adapter(2, List.of("q_proj"), 12));
    model.loadAdapter("floods", adapter(2, List.of("q_proj"), 13));
    model.unloadAdapter("gone");
    for (Runnable use :
        List.<Runnable>of(
            () -> model.generate(requests("gone")), () -> model.unloadAdapter("gone"))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no adapter 'gone'")
          .hasMessageContaining("ships")
          .hasMessageContaining("floods");
    }
    assertThatThrownBy(() -> model.loadAdapter("", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base model");
  }

  @Test
  void aBrokenAdapterLeavesTheModelAsItWas() throws IOException {
    model.loadAdapter("good", adapter(4, List.of("q_proj", "v_proj"), 14));
    List<String> base = answers(requests(""));
    List<String> good = answers(requests("good"));
    ModelConfig.Language config = model.config().language();
    PeftFolder dora = PeftFolder.random(config, 2, List.of("q_proj"), 15);
    dora.config().put("use_dora", true);
    PeftFolder rank = PeftFolder.random(config, 2, List.of("q_proj"), 15);
    rank.config().put("r", 3);
    PeftFolder unknown = PeftFolder.random(config, 2, List.of("q_proj"), 15);
    unknown
        .weights()
        .put(PeftFolder.name(0, "w_pack", "A"), new Floats(new long[] {2, 48}, new float[96]));
    for (PeftFolder broken : List.of(dora, rank, unknown)) {
      Path path = broken.write(folder.resolve("broken"));
      for (String name : List.of("bad", "good")) {
        assertThatThrownBy(() -> model.loadAdapter(name, path))
            .isInstanceOf(WeightsException.class)
            .hasMessageContaining(path.toString());
      }
    }
    assertThat(model.adapters()).containsExactly("good");
    assertThat(answers(requests("good"))).isEqualTo(good);
    assertThat(answers(requests(""))).isEqualTo(base);
  }

  @Test
  void adaptersComeAndGoWhileOthersAnswer() throws IOException {
    model.loadAdapter("steady", adapter(4, List.of("q_proj", "v_proj"), 16));
    List<String> expected = answers(requests("steady"));
    Path other = adapter(8, AdapterFolder.MODULES, 17);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> changes =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              while (!stop.get()) {
                model.loadAdapter("other", other);
                model.unloadAdapter("other");
                count++;
              }
              return count;
            });
    try {
      for (int i = 0; i < 6; i++) {
        assertThat(answers(requests("steady"))).isEqualTo(expected);
      }
    } finally {
      stop.set(true);
    }
    assertThat(changes.join()).isPositive();
  }

  private Path adapter(int rank, List<String> modules, long seed) throws IOException {
    return PeftFolder.random(model.config().language(), rank, modules, seed)
        .write(folder.resolve("adapter" + seed));
  }

  /** The same three questions for every adapter. */
  private static List<GenerationRequest> requests(String adapter) {
    Random random = new Random(20);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      requests.add(
          GenerationRequest.greedy(
              TinyVila.prompt(random, i), TinyVila.images(i), adapter, List.of(), 6));
    }
    return requests;
  }

  private static List<String> answers(List<GenerationRequest> requests) {
    return model.generate(requests).stream().map(c -> Arrays.toString(c.tokens())).toList();
  }
}
