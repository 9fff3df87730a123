package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be answered: what is wrong is said, and the model goes on. */
class RefusedRequestsTest {

  private static LanguageModel model;
  private static Completion before;

  @BeforeAll
  static void load() {
    model = LanguageModel.load(TinyVila.folder());
    before = model.generate(List.of(request("fine", TinyVila.images(1), 5))).get(0);
  }

  @AfterEach
  void theModelAnswersAsBefore() {
    assertThat(model.generate(List.of(request("fine", TinyVila.images(1), 5))).get(0).tokens())
        .isEqualTo(before.tokens());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static GenerationRequest request(String text, List<FeatureMap> images, int tokens) {
    Prompt prompt = PromptTemplate.vicunaV1().plain(images.size(), text);
    return GenerationRequest.greedy(prompt, images, "", List.of(), tokens);
  }

  @Test
  void aPromptThatFillsTheContextIsRefusedWithTheNumbers() {
    int context = model.config().language().context();
    int prompt = model.tokenizer().encode(request("q", List.of(), 1).prompt()).length;
    assertRefused(
        request("q", List.of(), context - prompt + 1),
        "a prompt of %d tokens and an answer of up to %d do not fit the model's context of %d"
            .formatted(prompt, context - prompt + 1, context));
    assertRefused(request("q", List.of(), Integer.MAX_VALUE), "do not fit the model's context");
    assertRefused(request("long ".repeat(context), List.of(), 1), "do not fit");
  }

  @Test
  void anAnswerThatJustFitsTheContextIsGiven() throws IOException {
    int context = model.config().language().context();
    String text = "long ".repeat(30);
    int prompt = model.tokenizer().encode(request(text, List.of(), 1).prompt()).length;
    String filled = text + "!".repeat(context - prompt - 2);
    int length = model.tokenizer().encode(request(filled, List.of(), 1).prompt()).length;
    assertThat(length).isLessThan(context).isGreaterThan(context / 2);
    GenerationRequest request = request(filled, List.of(), context - length);
    try (SlowDecoder slow = new SlowDecoder(TinyVila.folder(), List.of())) {
      assertThat(model.generate(List.of(request)).get(0).tokens())
          .isEqualTo(slow.greedy(request, 0).tokens());
    }
  }

  @Test
  void allowedAnswersThatDoNotFitAreRefused() {
    GenerationRequest request =
        GenerationRequest.greedy(
            PromptTemplate.vicunaV1().plain(0, "q"),
            List.of(),
            "",
            List.of("yes", "long ".repeat(200)),
            1);
    assertRefused(request, "do not fit the model's context");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 7})
  void anImageThatTheRequestDoesNotHaveIsNamed(int index) {
    Prompt prompt = new Prompt(List.of(new Prompt.Image(index), new Prompt.Text("what?")));
    assertRefused(
        GenerationRequest.greedy(prompt, TinyVila.images(2), "", List.of(), 3),
        "the prompt shows image " + index + ", the request has 2 images");
  }

  @ParameterizedTest
  @CsvSource({"9, 16", "4, 32", "16, 32", "1, 1"})
  void aFeatureMapOfAnotherEncoderIsNamedWithBothShapes(int tokens, int width) {
    FeatureMap other = new FeatureMap(tokens, width, new float[tokens * width]);
    assertRefused(
        request("q", List.of(TinyVila.images(1).get(0), other), 3),
        "image 1 has a feature map of %d x %d, the model's encoder makes 9 x 32"
            .formatted(tokens, width));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "1, -0.5", "1, NaN", "1, Infinity"})
  void impossibleSettingsAreRefused(int tokens, double temperature) {
    assertThatThrownBy(
            () ->
                new GenerationRequest(
                    new Prompt(List.of()), List.of(), "", List.of(), tokens, temperature, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxNewTokens")
        .hasMessageContaining(tokens + " and " + temperature);
  }

  @Test
  void aFeatureMapWithTheWrongNumberOfValuesIsRefused() {
    assertThatThrownBy(() -> new FeatureMap(9, 32, new float[287]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a feature map of 9 x 32 needs 288 values, got 287");
  }

  @Test
  void noRequestsHaveNoAnswers() {
    assertThat(model.generate(List.of())).isEmpty();
  }

  private static void assertRefused(GenerationRequest request, String message) {
    assertThatThrownBy(() -> model.generate(List.of(request("fine", List.of(), 2), request)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
