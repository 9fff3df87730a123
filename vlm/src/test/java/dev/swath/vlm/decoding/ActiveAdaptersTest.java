package dev.swath.vlm.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ActiveAdaptersTest {

  @Test
  void tokensWithoutAdapterAskForNothing() {
    assertThat(ActiveAdapters.route(new int[] {-1, -1})).isEmpty();
  }

  @Test
  void tokensThatAllHaveOneAdapterNeedNoRoute() {
    assertThat(ActiveAdapters.route(new int[] {2, 2, 2})).containsExactly(new long[] {2});
  }

  @Test
  void ofDifferentOnesEachTokenThatHasOneIsNamedWithIt() {
    List<long[]> route = ActiveAdapters.route(new int[] {1, -1, 0, 1});
    assertThat(route).containsExactly(new long[] {0, 2, 3}, new long[] {1, 0, 1});
  }
}
