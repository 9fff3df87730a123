package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RouteTest {

  @RepeatedTest(20)
  void everyTokenWithAnAdapterGoesThroughItsOwnAndBack(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    int inUse = 1 + random.nextInt(4);
    int[] adapters = random.ints(1 + random.nextInt(30), -1, inUse).toArray();
    Route route = Route.of(adapters, inUse);
    long expected = Arrays.stream(adapters).filter(adapter -> adapter >= 0).count();
    assertThat(route.tokens()).hasSize((int) expected).doesNotHaveDuplicates();
    int each = route.byAdapter().length / inUse;
    for (int i = 0; i < expected; i++) {
      int place = (int) route.back()[i];
      assertThat(route.byAdapter()[place]).isEqualTo(route.tokens()[i]);
      assertThat(place / each).isEqualTo(adapters[(int) route.tokens()[i]]);
    }
  }

  @Test
  void aSingleAdapterOfAllTokensNeedsNoRoute() {
    assertThat(Route.isWhole(new int[] {0, 0, 0}, 1)).isTrue();
    assertThat(Route.isWhole(new int[] {0, -1, 0}, 1)).isFalse();
    assertThat(Route.isWhole(new int[] {0, 0, 0}, 2)).isFalse();
  }
}
