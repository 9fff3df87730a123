package dev.swath.vlm.decoding;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of the KV cache and what they hold, in Java and in the network alike: first those that
 * decode, without a gap, so that one call attends to all; then those whose prompts are taken in;
 * then what has ended, kept as long as there is room, since the next prompt may begin like it. Not
 * thread-safe.
 */
final class CacheGrid {

  /** Rows grow by so many places, so that they seldom grow. */
  private static final int GRAIN = 64;

  private final TorchNetwork network;
  private final int capacity;
  private final List<Row> rows = new ArrayList<>();
  private int span;
  private int decoding;
  private int live;

  /**
   * @param capacity places in all
   */
  CacheGrid(TorchNetwork network, int capacity) {
    this.network = network;
    this.capacity = capacity;
    call("start", capacity);
    this.span = capacity;
    arrange(Math.min(GRAIN, capacity));
  }

  /** Places of a row. */
  int span() {
    return span;
  }

  /** The rows that decode; their index is their place in the cache. */
  List<Row> decoding() {
    return rows.subList(0, decoding);
  }

  /** The rows that are decoded or prefilled; their index is their place in the cache. */
  List<Row> live() {
    return rows.subList(0, live);
  }

  /** All rows, those that have ended too. */
  List<Row> rows() {
    return rows;
  }

  /** Whether there is room for one more live row of so many places. */
  boolean fits(int space) {
    return (long) (live + 1) * Math.max(span, grown(space)) <= capacity;
  }

  /**
   * Begins a live row for a job. What another row holds of its prompt is taken over or copied.
   *
   * @param step the current one
   */
  Row begin(Job job, long step) {
    if (job.tokens().space() > span) {
      arrange(grown(job.tokens().space()));
    }
    int source = -1;
    int given = 0;
    for (int i = 0; i < rows.size(); i++) {
      // What has ended first: it need not be copied
      int at = (live + i) % rows.size();
      int gives = rows.get(at).gives(job);
      if (gives > given) {
        source = at;
        given = gives;
      }
    }
    if (source >= live) {
      swap(source, live);
    } else {
      makeRoom();
      if (source >= 0) {
        rows.get(source).use(step);
        int there = live < rows.size() ? rows.get(live).gives(job) : 0;
        copy(source, live, there, given);
      }
    }
    Row row = new Row(job, given);
    if (live < rows.size()) {
      rows.set(live, row);
    } else {
      rows.add(row);
    }
    live++;
    return row;
  }

  /** Lets the row behind the live ones be written over: the one that was longest of no use. */
  private void makeRoom() {
    if (rows.size() < capacity / span) {
      if (live < rows.size()) {
        rows.add(rows.get(live));
        copy(live, rows.size() - 1, 0, rows.get(live).length());
      }
      return;
    }
    int oldest = live;
    for (int i = live; i < rows.size(); i++) {
      oldest = rows.get(i).used() < rows.get(oldest).used() ? i : oldest;
    }
    if (oldest != live) {
      Row kept = rows.get(live);
      copy(live, oldest, kept.same(rows.get(oldest)), kept.length());
      rows.set(oldest, kept);
    }
  }

  /** A row whose prompt is taken in joins those that decode. */
  void join(Row row) {
    swap(rows.indexOf(row), decoding);
    decoding++;
  }

  /** A live row has ended, or nobody waits for it. What it holds is kept while there is room. */
  void end(Row row, long step) {
    row.end(step);
    int at = rows.indexOf(row);
    if (at < decoding) {
      decoding--;
      swap(at, decoding);
      at = decoding;
    }
    live--;
    swap(at, live);
  }

  private void swap(int one, int other) {
    if (one != other) {
      Row first = rows.get(one);
      Row second = rows.get(other);
      int same = first.same(second);
      int end = Math.max(first.length(), second.length());
      if (same < end) {
        call("swap", one, other, same, end);
      }
      rows.set(one, second);
      rows.set(other, first);
    }
  }

  private void copy(int source, int to, int from, int end) {
    if (from < end) {
      call("copy", source, to, from, end);
    }
  }

  private int grown(int space) {
    return Math.min(capacity, (space + GRAIN - 1) / GRAIN * GRAIN);
  }

  /** Gives every row so many places. Ended rows that find no room any more are forgotten. */
  private void arrange(int places) {
    while (rows.size() > capacity / places) {
      rows.remove(rows.size() - 1);
    }
    call("arrange", places, rows.size());
    span = places;
  }

  private void call(String method, long... numbers) {
    try (TorchCall call = network.call(method)) {
      for (long number : numbers) {
        call.integer(number);
      }
      call.run();
    }
  }
}
