package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttentionPlanTest {

  private final AttentionPlan plan = new AttentionPlan();

  @Test
  void rowsThatDecodeAttendTogetherHoweverLongTheyAre() {
    plan.add(0, 500, 501);
    plan.add(1, 3, 4);
    plan.add(2, 90, 91);

    assertThat(plan.groups()).containsExactly(0, 3, 1, 501, 0);
    assertThat(plan.tokens()).containsExactly(0, 1, 2);
  }

  @Test
  void promptsOfSimilarLengthAttendTogetherAndTheShorterOneIsFilledUp() {
    plan.add(4, 0, 3);
    plan.add(5, 0, 2);

    assertThat(plan.groups()).containsExactly(4, 2, 3, 3, 1);
    assertThat(plan.tokens()).containsExactly(0, 1, 2, 3, 4, 4);
    assertThat(plan.back()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aLongPromptDoesNotMakeManyShortOnesLong() {
    plan.add(0, 0, 400);
    plan.add(1, 0, 10);
    plan.add(2, 0, 10);
    plan.add(3, 0, 10);

    assertThat(plan.groups()).containsExactly(0, 2, 400, 400, 1, 2, 2, 10, 10, 1);
  }

  @Test
  void rowsThatDoNotLieSideBySideDoNotAttendTogether() {
    plan.add(0, 7, 8);
    plan.add(2, 7, 8);

    assertThat(plan.groups()).containsExactly(0, 1, 1, 8, 0, 2, 1, 1, 8, 0);
  }

  @Test
  void everyTokenFindsItsOwnResultAgain() {
    SplittableRandom random = new SplittableRandom(3);
    int count = 0;
    for (int row = 0; row < 200; row++) {
      int from = random.nextInt(50);
      int to = from + 1 + (row < 50 ? 0 : random.nextInt(60));
      plan.add(row, from, to);
      count += to - from;
    }

    long[] tokens = plan.tokens();
    long[] found = Arrays.stream(plan.back()).map(place -> tokens[(int) place]).toArray();

    assertThat(found).hasSize(count);
    for (int token = 0; token < count; token++) {
      assertThat(found[token]).isEqualTo(token);
    }
  }
}
