package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.dataset.Example;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochPlanTest {

  private static final ModelFolder MODEL = Drawn.tiny();

  @Test
  void eachEpochLearnsEveryLessonOnceAndAPlanThatBeginsLaterIsTheSame() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      examples.add(Drawn.image(i, "What is this?" + " Really?".repeat(i), "a road"));
    }
    try (FeatureStore features = FeatureStore.open(MODEL, false, 0);
        Tokenizer tokenizer =
            Tokenizer.open(MODEL.path().resolve("llm"), MODEL.config().language().bos())) {
      LessonTokens tokens = new LessonTokens(MODEL.config(), tokenizer, features, Clues.none());
      Lessons lessons = new Lessons(Mixture.of(examples, List.of()), tokens, 1, 1);
      TuneSettings settings = Drawn.settings(3, 4, 2, 1e-3);
      EpochPlan plan = new EpochPlan(lessons, settings);
      assertThat(plan.steps()).isEqualTo(9);
      for (int epoch = 0; epoch < 3; epoch++) {
        List<Lesson> learnt = new ArrayList<>();
        for (int step = 3 * epoch; step < 3 * epoch + 3; step++) {
          plan.parts(step).forEach(learnt::addAll);
        }
        assertThat(learnt).containsExactlyInAnyOrderElementsOf(lessons.epoch(epoch));
      }
      assertThat(new EpochPlan(lessons, settings).parts(7)).isEqualTo(plan.parts(7));
      assertThat(plan.parts(7)).isNotEqualTo(plan.parts(4));
      assertThat(plan.epochs(0)).isZero();
      assertThat(plan.epochs(3)).isEqualTo(1);
      assertThat(plan.epochs(7)).isEqualTo(2 + 1 / 3.0);
      assertThat(plan.epochs(9)).isEqualTo(3);
    }
  }
}
