package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.train.AnswerBatch;
import dev.swath.lab.train.NetworkFlops;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
  void whatTheFrozenPartsComputeIsCountedOnceAndWhatIsKeptCostsNothing() throws IOException {
    try (FeatureStore fresh = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES)) {
      Example pair = Drawn.pair(1, 2, "all");
      ModelConfig config = MODEL.config();
      fresh.frames(pair);
      double encoded = NetworkFlops.siglip(config.vision(), 2, config.vision().tokens());
      assertThat(fresh.flops()).isEqualTo(encoded);
      fresh.shown(pair);
      assertThat(fresh.flops()).isEqualTo(encoded + NetworkFlops.change(config, 1));
    }
  }

  @Test
  void onlyTheAnswerAndItsEndAreTargets() throws IOException {
    for (Lesson lesson : Drawn.lessons(tokens, Drawn.someOfAllKinds(4))) {
      AnswerBatch batch = tokens.batch(List.of(lesson));
      int[] answer = tokenizer.encodeAnswer(lesson.answer());
      long[] wanted = new long[batch.length()];
      Arrays.fill(wanted, AnswerBatch.IGNORED);
      int first = lesson.length() - answer.length - 2;
      for (int i = 0; i < answer.length; i++) {
        wanted[first + i] = answer[i];
      }
      wanted[first + answer.length] = MODEL.config().language().eos();
      assertThat(batch.targets()).as(lesson.example().id()).isEqualTo(wanted);
      assertThat(batch.length()).isBetween(lesson.length(), lesson.length() + 15);
      assertThat(batch.length() % 16).isZero();
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
    Lessons lessons = lessons(List.of(captioned, captioned));
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
    Lessons lessons = lessons(List.of(tooLong, fine));
    assertThat(lessons.epoch(0)).extracting(Lesson::example).containsExactly(fine);
    assertThat(lessons.tooLong()).containsExactly("image-2");
    assertThatThrownBy(() -> lessons(List.of(tooLong)).epoch(0))
        .hasMessageContaining("none of the mixture's 1 examples fits")
        .hasMessageContaining("512");
  }

  @Test
  void theClueIsInTheWantedShareOfThePromptsAndTheSeedSaysInWhich() throws IOException {
    LessonTokens clued =
        new LessonTokens(MODEL.config(), tokenizer, features, e -> Optional.of("a clue of words"));
    Example example = Drawn.image(1, "What is this?", "a road");
    Mixture mixture = Mixture.of(Collections.nCopies(400, example), List.of(example));
    List<Lesson> half = new Lessons(mixture, clued, 0.5, 1).epoch(0);
    assertThat(half.stream().filter(Lesson::clue).count()).isBetween(160L, 240L);
    assertThat(new Lessons(mixture, clued, 0.5, 1).epoch(0)).isEqualTo(half);
    assertThat(new Lessons(mixture, clued, 0.5, 2).epoch(0)).isNotEqualTo(half);
    assertThat(new Lessons(mixture, clued, 1, 1).epoch(0)).allMatch(Lesson::clue);
    assertThat(new Lessons(mixture, clued, 0, 1).epoch(0)).noneMatch(Lesson::clue);

    int without = tokens.promptLength(example, true);
    for (Lesson lesson : half.subList(0, 20)) {
      assertThat(clued.batch(List.of(lesson)).length())
          .isBetween(lesson.length(), lesson.length() + 15);
      if (lesson.clue()) {
        assertThat(lesson.length()).isGreaterThan(without + lesson.answerTokens());
      } else {
        assertThat(lesson.length()).isEqualTo(without + lesson.answerTokens());
      }
    }
    assertThat(new Lessons(mixture, clued, 0.5, 1).heldOut(9)).hasSize(1).allMatch(Lesson::clue);
  }

  @Test
  void ofTheHeldOutExamplesThoseThatFitAreMeasuredUpToAMost() {
    List<Example> heldOut =
        List.of(
            Drawn.image(1, "What is this? ".repeat(200), "a road"),
            Drawn.image(2, "Describe.", "one", "two"),
            Drawn.image(3, "What is this?", "a road"));
    Lessons lessons = new Lessons(Mixture.of(heldOut, heldOut), tokens, 1, 1);
    assertThat(lessons.heldOut(2)).extracting(Lesson::answer).containsExactly("one");
    assertThat(lessons.heldOut(9)).extracting(Lesson::answer).containsExactly("one", "a road");
  }

  private static Lessons lessons(List<Example> examples) {
    return new Lessons(Mixture.of(examples, List.of()), tokens, 1, 1);
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

  @Test
  void whatIsEncodedTogetherIsToTheBitWhatIsEncodedAlone() throws IOException {
    ModelFolder compact = ModelFolder.open(Drawn.COMPACT);
    List<Example> examples = new ArrayList<>(Drawn.someOfAllKinds(4));
    for (int seed = 0; seed < 40; seed++) {
      examples.add(Drawn.image(seed, "What is it?", "a field"));
    }
    try (FeatureStore alone = FeatureStore.open(compact, true, 0);
        FeatureStore together = FeatureStore.open(compact, true, FeatureStore.MOST_BYTES)) {
      together.prepare(examples);
      double encoded = together.flops();
      assertThat(encoded).isPositive();
      for (Example example : examples) {
        List<FeatureMap> expected = alone.frames(example);
        List<FeatureMap> frames = together.frames(example);
        assertThat(frames).hasSameSizeAs(expected);
        for (int i = 0; i < frames.size(); i++) {
          assertThat(frames.get(i).values()).isEqualTo(expected.get(i).values());
        }
      }
      assertThat(together.flops()).as("nothing is encoded twice").isEqualTo(encoded);
    }
  }

  @Test
  void whatThereIsNoRoomToKeepIsNotEncodedAhead() throws IOException {
    try (FeatureStore forgetful = FeatureStore.open(MODEL, true, 0)) {
      forgetful.prepare(Drawn.someOfAllKinds(4));
      assertThat(forgetful.flops()).isZero();
    }
  }
}
