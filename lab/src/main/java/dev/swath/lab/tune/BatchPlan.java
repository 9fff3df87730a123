package dev.swath.lab.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which rows are learnt together. Rows are shuffled; within a window of some batches, those of
 * about equal length share a micro-batch, so that little of it is padding; the micro-batches of a
 * window are shuffled again and make its batches.
 */
final class BatchPlan {

  /** Batches of a window: more make micro-batches more even in length, and batches less random. */
  private static final int WINDOW = 16;

  private BatchPlan() {}

  /**
   * @param lengths of the rows
   * @param microBatch rows of a micro-batch; divides the rows of a batch
   * @param seed the plan is a function of it and the lengths
   * @return batches of micro-batches of indices into the lengths; each index once
   */
  static List<List<List<Integer>>> of(int[] lengths, int batch, int microBatch, long seed) {
    Random random = new Random(seed);
    List<Integer> rows = new ArrayList<>(IntStream.range(0, lengths.length).boxed().toList());
    Collections.shuffle(rows, random);
    List<List<List<Integer>>> batches = new ArrayList<>();
    for (List<Integer> window : cut(rows, batch * WINDOW)) {
      List<Integer> sorted = new ArrayList<>(window);
      sorted.sort(Comparator.comparingInt(row -> lengths[row]));
      List<List<Integer>> micro = new ArrayList<>(cut(sorted, microBatch));
      Collections.shuffle(micro, random);
      batches.addAll(cut(micro, batch / microBatch));
    }
    return batches;
  }

  /** How many batches a plan has. */
  static int count(int rows, int batch) {
    return (rows + batch - 1) / batch;
  }

  private static <T> List<List<T>> cut(List<T> list, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < list.size(); from += size) {
      parts.add(List.copyOf(list.subList(from, Math.min(list.size(), from + size))));
    }
    return parts;
  }
}
