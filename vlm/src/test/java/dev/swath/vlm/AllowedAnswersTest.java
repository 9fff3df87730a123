package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decoding that is confined to a list of answers. */
class AllowedAnswersTest {

  private static final String[] LETTERS = {
    "a", "b", "Z", "0", "7", " ", "-", ".", ",", "\"", "<", "é", "ß", "漢", "字", "я", "🙂", "👩‍🌾",
    "e\u0301", "²", "\u00a0", "ﬁ", "</s>", "<image>", "\n"
  };

  private static LanguageModel model;

  @BeforeAll
  static void load() {
    model = LanguageModel.load(TinyVila.folder());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void theAnswerIsAlwaysOneOfThemAndEndsItself() {
    Random random = new Random(31);
    Set<String> given = new LinkedHashSet<>();
    for (int round = 0; round < 25; round++) {
      List<GenerationRequest> batch = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        batch.add(
            new GenerationRequest(
                TinyVila.prompt(random, 1),
                TinyVila.images(1),
                "",
                answers(random),
                // Fewer than most answers have: an allowed one is not cut off.
                1 + random.nextInt(4),
                random.nextBoolean() ? 0 : 3,
                random.nextLong()));
      }
      List<Completion> completions = model.generate(batch);
      for (int i = 0; i < batch.size(); i++) {
        Completion completion = completions.get(i);
        assertThat(completion.text()).isIn(batch.get(i).allowedAnswers());
        assertThat(completion.finished()).isTrue();
        assertThat(completion.confidence()).isNegative();
        assertThat(completion.tokens())
            .isEqualTo(model.tokenizer().encodeAnswer(completion.text()));
        given.add(completion.text());
      }
    }
    assertThat(given).as("different answers").hasSizeGreaterThan(50);
  }

  /** Random answers, some the beginning of another. */
  private static List<String> answers(Random random) {
    Set<String> answers = new LinkedHashSet<>();
    int count = 1 + random.nextInt(7);
    while (answers.size() < count) {
      List<String> before = List.copyOf(answers);
      String start =
          before.isEmpty() || random.nextBoolean() ? "" : before.get(random.nextInt(before.size()));
      StringBuilder answer = new StringBuilder(start);
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        answer.append(LETTERS[random.nextInt(LETTERS.length)]);
      }
      answers.add(answer.toString());
    }
    return List.copyOf(answers);
  }

  @Test
  void theLikeliestOfTheAllowedFirstTokensIsTaken() throws IOException {
    Random random = new Random(32);
    try (SlowDecoder slow = new SlowDecoder(TinyVila.folder(), List.of())) {
      for (int round = 0; round < 5; round++) {
        GenerationRequest request =
            GenerationRequest.greedy(
                TinyVila.prompt(random, 1),
                TinyVila.images(1),
                "",
                List.of("a", "b", "c", "d", "e", "f", "g"),
                1);
        double[] scores = slow.logProbabilities(request, new int[0], 0);
        Completion completion = model.generate(List.of(request)).get(0);
        for (String other : request.allowedAnswers()) {
          int first = model.tokenizer().encodeAnswer(other)[0];
          assertThat(scores[completion.tokens()[0]]).isGreaterThanOrEqualTo(scores[first]);
        }
      }
    }
  }
}
