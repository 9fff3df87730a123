package dev.swath.vlm.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which tokens of a step go through which adapter, so that one product of matrices serves all
 * adapters: equally many tokens for each, some of them repeated. Tokens without an adapter take no
 * part.
 *
 * @param tokens those with an adapter
 * @param byAdapter for each adapter in use equally many tokens
 * @param back where each of {@code tokens} stands in {@code byAdapter}
 */
record Route(long[] tokens, long[] byAdapter, long[] back) {

  /**
   * @param adapters for each token the place of its adapter among those in use, -1 for none
   * @param inUse how many adapters are in use
   */
  static Route of(int[] adapters, int inUse) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < inUse; i++) {
      groups.add(new ArrayList<>());
    }
    for (int token = 0; token < adapters.length; token++) {
      if (adapters[token] >= 0) {
        groups.get(adapters[token]).add(token);
      }
    }
    int most = groups.stream().mapToInt(List::size).max().orElse(0);
    long[] byAdapter = new long[inUse * most];
    long[] tokens = new long[groups.stream().mapToInt(List::size).sum()];
    long[] back = new long[tokens.length];
    int next = 0;
    for (int group = 0; group < inUse; group++) {
      for (int i = 0; i < groups.get(group).size(); i++) {
        byAdapter[group * most + i] = groups.get(group).get(i);
        tokens[next] = groups.get(group).get(i);
        back[next++] = (long) group * most + i;
      }
    }
    return new Route(tokens, byAdapter, back);
  }

  /** Whether all of a step's tokens go through the only adapter in use. */
  static boolean isWhole(int[] adapters, int inUse) {
    return inUse == 1 && Arrays.stream(adapters).allMatch(adapter -> adapter == 0);
  }
}
