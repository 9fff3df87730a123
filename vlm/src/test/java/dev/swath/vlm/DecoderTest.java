package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.swath.vlm.lora.PeftFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batched, cached decoding against the slow way, token by token. */
class DecoderTest {

  private static final List<String> ADAPTERS = List.of("", "first", "second");

  @TempDir static Path folder;
  private static LanguageModel model;
  private static SlowDecoder slow;

  @BeforeAll
  static void load() throws IOException {
    model = LanguageModel.load(TinyVila.folder());
    ModelConfig.Language config = model.config().language();
    Path first =
        PeftFolder.random(config, 4, List.of("q_proj", "v_proj"), 1).write(folder.resolve("1"));
    Path second =
        PeftFolder.random(config, 2, List.of("v_proj", "o_proj", "up_proj"), 2)
            .write(folder.resolve("2"));
    model.loadAdapter("first", first);
    model.loadAdapter("second", second);
    slow = new SlowDecoder(TinyVila.folder(), List.of(first, second));
  }

  @AfterAll
  static void close() {
    slow.close();
    model.close();
  }

  @Test
  void cachedBatchesGetTheTokensOfTheSlowWay() {
    Random random = new Random(11);
    for (int round = 0; round < 8; round++) {
      List<GenerationRequest> batch = new ArrayList<>();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        batch.add(TinyVila.greedy(random, ADAPTERS.get(random.nextInt(3))));
      }
      List<Completion> fast = model.generate(batch);
      for (int i = 0; i < batch.size(); i++) {
        GenerationRequest request = batch.get(i);
        Completion expected = slow.greedy(request, ADAPTERS.indexOf(request.adapter()));
        Completion actual = fast.get(i);
        assertThat(actual.tokens()).as("%s", request).isEqualTo(expected.tokens());
        assertThat(actual.finished()).as("%s", request).isEqualTo(expected.finished());
        assertThat(actual.confidence()).isCloseTo(expected.confidence(), offset(1e-4));
        assertThat(actual.text()).isEqualTo(model.tokenizer().decode(actual.tokens()).strip());
      }
    }
  }

  @Test
  void aConfinedAnswersConfidenceIsThatOfTheFreeModel() {
    Random random = new Random(12);
    for (String adapter : ADAPTERS) {
      GenerationRequest request =
          GenerationRequest.greedy(
              TinyVila.prompt(random, 2),
              TinyVila.images(2),
              adapter,
              List.of("forest", "a lake", "no"),
              9);
      Completion completion = model.generate(List.of(request)).get(0);
      assertThat(completion.finished()).isTrue();
      assertThat(completion.confidence())
          .isCloseTo(
              slow.confidence(request, completion.tokens(), ADAPTERS.indexOf(adapter)),
              offset(1e-4));
    }
  }

  @Test
  void anAnswerCutOffAtEachLengthIsTheBeginningOfTheLongest() {
    Prompt prompt = TinyVila.prompt(new Random(13), 1);
    int[] longest = answer(prompt, 12).tokens();
    assertThat(longest).hasSize(12);
    for (int tokens = 1; tokens < 12; tokens++) {
      Completion cut = answer(prompt, tokens);
      assertThat(cut.tokens()).isEqualTo(Arrays.copyOf(longest, tokens));
      assertThat(cut.finished()).isFalse();
    }
  }

  private static Completion answer(Prompt prompt, int tokens) {
    return model
        .generate(
            List.of(GenerationRequest.greedy(prompt, TinyVila.images(1), "", List.of(), tokens)))
        .get(0);
  }
}
