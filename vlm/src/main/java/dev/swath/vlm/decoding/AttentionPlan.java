package dev.swath.vlm.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Which tokens of a step attend together. Rows that lie side by side in the cache go into one call,
 * each with as many tokens as the one that has most, as long as little is computed for nothing.
 */
final class AttentionPlan {

  /** So many times the products that are needed may be computed, to save calls. */
  private static final int WASTE = 2;

  private final List<Group> groups = new ArrayList<>();
  private int tokens;

  /** Tokens of a row that stand side by side, in the step and in the cache. */
  private record Part(int row, int token, int from, int to) {

    int tokens() {
      return to - from;
    }

    long products() {
      return (long) tokens() * to;
    }
  }

  /** Parts of rows that lie side by side. */
  private static final class Group {

    private final List<Part> parts = new ArrayList<>();
    private int queries;
    private int reach;
    private long needed;
    private boolean first = true;

    /** Rows that decode have one token each and always go together; they come before the others. */
    boolean takes(Part part) {
      int widest = Math.max(queries, part.tokens());
      long computed = (parts.size() + 1L) * widest * Math.max(reach, part.to());
      return part.row() == parts.get(parts.size() - 1).row() + 1
          && (widest == 1 || computed <= WASTE * (needed + part.products()));
    }

    void add(Part part) {
      parts.add(part);
      queries = Math.max(queries, part.tokens());
      reach = Math.max(reach, part.to());
      needed += part.products();
      first &= part.from() == 0;
    }
  }

  /**
   * The next tokens of the step are those of the next row.
   *
   * @param from the first one's position in the row
   * @param to behind the last one's
   */
  void add(int row, int from, int to) {
    Part part = new Part(row, tokens, from, to);
    if (groups.isEmpty() || !groups.get(groups.size() - 1).takes(part)) {
      groups.add(new Group());
    }
    groups.get(groups.size() - 1).add(part);
    tokens += part.tokens();
  }

  /** Of each group its first row, rows, tokens of a row, reach, and 1 if all begin their rows. */
  long[] groups() {
    return groups.stream()
        .flatMapToLong(
            group ->
                LongStream.of(
                    group.parts.get(0).row(),
                    group.parts.size(),
                    group.queries,
                    group.reach,
                    group.first ? 1 : 0))
        .toArray();
  }

  /** The tokens of each group, equally many of each row: its last one is repeated. */
  long[] tokens() {
    LongStream.Builder all = LongStream.builder();
    for (Group group : groups) {
      for (Part part : group.parts) {
        for (int i = 0; i < group.queries; i++) {
          all.add(part.token() + Math.min(i, part.tokens() - 1));
        }
      }
    }
    return all.build().toArray();
  }

  /** For each token of the step its index among {@link #tokens()}. */
  long[] back() {
    long[] back = new long[tokens];
    int start = 0;
    for (Group group : groups) {
      for (Part part : group.parts) {
        for (int i = 0; i < part.tokens(); i++) {
          back[part.token() + i] = start + i;
        }
        start += group.queries;
      }
    }
    return back;
  }
}
