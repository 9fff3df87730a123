package dev.swath.lab.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * How often two tokens stand side by side in the corpus, kept up to date as pairs are merged: a
 * merge visits only the words that hold its pair. Not thread-safe.
 */
final class PairCounts {

  /**
   * Two neighbouring tokens.
   *
   * @param count how often they occur in the corpus
   */
  record Pair(int left, int right, long count) {}

  private record Key(int left, int right) {}

  /** The count of a pair, and the words that hold it or once did. */
  private static final class Occurrences {

    private final Set<Integer> words = new HashSet<>();
    private long count;
  }

  // The lower ids win a tie, so that the order does not hang on any hash.
  private static final Comparator<Pair> MOST_FREQUENT_FIRST =
      Comparator.comparingLong(Pair::count)
          .reversed()
          .thenComparingInt(Pair::left)
          .thenComparingInt(Pair::right);

  private final List<int[]> words = new ArrayList<>();
  private final List<Long> wordCounts = new ArrayList<>();
  private final Map<Key, Occurrences> pairs = new HashMap<>();
  // Holds an entry for each count that a pair has had; those out of date are skipped when polled.
  private final PriorityQueue<Pair> queue = new PriorityQueue<>(MOST_FREQUENT_FIRST);

  /** Adds a word of the corpus as token ids; it must not have been merged yet. */
  void add(int[] ids, long count) {
    words.add(ids);
    wordCounts.add(count);
    Set<Key> changed = new HashSet<>();
    count(words.size() - 1, 1, changed);
    changed.forEach(this::enqueue);
  }

  /** The pair with the highest count; null if no pair is left. */
  Pair mostFrequent() {
    while (!queue.isEmpty()) {
      Pair pair = queue.peek();
      Occurrences now = pairs.get(new Key(pair.left(), pair.right()));
      if (now != null && now.count == pair.count()) {
        return pair;
      }
      queue.poll();
    }
    return null;
  }

  /** Replaces the pair by one token in all words, from left to right. */
  void merge(Pair pair, int merged) {
    Set<Key> changed = new HashSet<>();
    for (int word : pairs.get(new Key(pair.left(), pair.right())).words) {
      int[] before = words.get(word);
      int[] after = replace(before, pair, merged);
      if (after.length < before.length) {
        count(word, -1, changed);
        words.set(word, after);
        count(word, 1, changed);
      }
    }
    changed.forEach(this::enqueue);
  }

  private void count(int word, int sign, Set<Key> changed) {
    int[] ids = words.get(word);
    for (int i = 0; i + 1 < ids.length; i++) {
      Key key = new Key(ids[i], ids[i + 1]);
      Occurrences occurrences = pairs.computeIfAbsent(key, k -> new Occurrences());
      occurrences.count += sign * wordCounts.get(word);
      occurrences.words.add(word);
      changed.add(key);
    }
  }

  private void enqueue(Key key) {
    Occurrences occurrences = pairs.get(key);
    if (occurrences.count > 0) {
      queue.add(new Pair(key.left(), key.right(), occurrences.count));
    } else {
      pairs.remove(key);
    }
  }

  private static int[] replace(int[] ids, Pair pair, int merged) {
    int[] replaced = new int[ids.length];
    int length = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean here = ids[i] == pair.left() && i + 1 < ids.length && ids[i + 1] == pair.right();
      replaced[length++] = here ? merged : ids[i];
      if (here) {
        i++;
      }
    }
    return Arrays.copyOf(replaced, length);
  }
}
