package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  @Test
  void everyRowComesOnceAndNoBatchIsTooLarge() {
    Random random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      int micro = 1 + random.nextInt(5);
      int batch = micro * (1 + random.nextInt(4));
      int[] lengths = random.ints(1 + random.nextInt(500), 1, 300).toArray();
      List<List<List<Integer>>> plan = BatchPlan.of(lengths, batch, micro, trial);
      assertThat(plan).hasSize(BatchPlan.count(lengths.length, batch));
      assertThat(plan.stream().flatMap(List::stream).flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, lengths.length).boxed().toList());
      assertThat(plan)
          .allSatisfy(
              parts -> {
                assertThat(parts).hasSizeBetween(1, batch / micro);
                assertThat(parts).allSatisfy(part -> assertThat(part).hasSizeBetween(1, micro));
              });
    }
  }

  @Test
  void theOrderIsAFunctionOfTheSeed() {
    int[] lengths = new Random(2).ints(100, 1, 50).toArray();
    assertThat(BatchPlan.of(lengths, 8, 4, 7)).isEqualTo(BatchPlan.of(lengths, 8, 4, 7));
    assertThat(BatchPlan.of(lengths, 8, 4, 7)).isNotEqualTo(BatchPlan.of(lengths, 8, 4, 8));
  }

  @Test
  void rowsOfAMicroBatchAreAboutEquallyLong() {
    int[] lengths = new Random(3).ints(4000, 50, 500).toArray();
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    long padded = 0;
    for (List<List<Integer>> parts : BatchPlan.of(lengths, 128, 8, 1)) {
      for (List<Integer> part : parts) {
        padded += (long) part.size() * part.stream().mapToInt(i -> lengths[i]).max().orElseThrow();
      }
    }
    // Without buckets the longest of eight rows makes the others grow by half.
    assertThat((double) padded / tokens).isLessThan(1.02);
  }
}
