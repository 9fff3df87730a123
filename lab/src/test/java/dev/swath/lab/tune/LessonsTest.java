package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.train.AnswerBatch;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LessonsTest {

  private static final ModelFolder MODEL = Drawn.tiny();
  private static FeatureStore features;
  private static Tokenizer tokenizer;
  private static LessonTokens tokens;

  @BeforeAll
  static void load() {
    features = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES);
    tokenizer = Tokenizer.open(MODEL.path().resolve("llm"), MODEL.config().language().bos());
    tokens = new LessonTokens(MODEL.config(), tokenizer, features, Clues.none());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    features.close();
  }

  @Test
  void onlyTheAnswerAndItsEndAreTargets() throws IOException {
    for (Lesson lesson : Drawn.lessons(tokens, Drawn.someOfAllKinds(4))) {
      AnswerBatch batch = tokens.batch(List.of(lesson));
      int[] answer = tokenizer.encodeAnswer(lesson.answer());
      long[] wanted = new long[batch.length()];
      Arrays.fill(wanted, AnswerBatch.IGNORED);
      int first = batch.length() - answer.length - 2;
      for (int i = 0; i < answer.length; i++) {
        wanted[first + i] = answer[i];
      }
      wanted[first + answer.length] = MODEL.config().language().eos();
      assertThat(batch.targets()).as(lesson.example().id()).isEqualTo(wanted);
      assertThat(batch.length()).isEqualTo(lesson.length());
      assertThat(batch.answerTokens()).isEqualTo(lesson.answerTokens());
    }
  }

  @Test
  void aPairIsOneImageToAnswerFromAndAVideoOneAFrame() throws IOException {
    List<Lesson> lessons = Drawn.lessons(tokens, Drawn.someOfAllKinds(4));
    assertThat(tokens.batch(lessons.subList(0, 1)).images().shape()[0]).isEqualTo(1);
    assertThat(tokens.batch(lessons.subList(3, 4)).images().shape()[0]).isEqualTo(1);
    assertThat(tokens.batch(lessons.subList(5, 6)).images().shape()[0]).isEqualTo(4);
  }

  @Test
  void aCaptionedExampleTakesTurnsWithItsReferences() {
    Example captioned = Drawn.image(1, "Describe.", "one", "two", "three");
    Lessons lessons = new Lessons(Mixture.of(List.of(captioned, captioned)), tokens, 1);
    List<String> answers = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      lessons.epoch(epoch).forEach(lesson -> answers.add(lesson.answer()));
    }
    assertThat(answers).containsExactly("one", "two", "three", "one", "two", "three");
  }

  @Test
  void anExampleThatDoesNotFitTheContextIsLeftOutAndNamed() {
    Example fine = Drawn.image(1, "What is this?", "a road");
    Example tooLong = Drawn.image(2, "What is this? ".repeat(200), "a road");
    Lessons lessons = new Lessons(Mixture.of(List.of(tooLong, fine)), tokens, 1);
    assertThat(lessons.epoch(0)).extracting(Lesson::example).containsExactly(fine);
    assertThat(lessons.tooLong()).containsExactly("image-2");
    assertThatThrownBy(() -> new Lessons(Mixture.of(List.of(tooLong)), tokens, 1).epoch(0))
        .hasMessageContaining("none of the mixture's 1 examples fits")
        .hasMessageContaining("512");
  }

  @Test
  void featuresDoNotDependOnWhetherTheyAreKept() throws IOException {
    try (FeatureStore forgetful = FeatureStore.open(MODEL, true, 0)) {
      for (Example example : Drawn.someOfAllKinds(4)) {
        for (int i = 0; i < features.shown(example).size(); i++) {
          assertThat(forgetful.shown(example).get(i).values())
              .isEqualTo(features.shown(example).get(i).values());
        }
      }
    }
  }
}
