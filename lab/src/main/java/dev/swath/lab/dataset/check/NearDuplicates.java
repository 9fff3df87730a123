package dev.swath.lab.dataset.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images of one list that nearly repeat one of another.
 *
 * <p>Two images are compared by the zero-mean normalised correlation of their thumbnails, which
 * neither brightness nor contrast changes. Without contrast that is a correlation of noise and
 * haze, in which every dark lake looks like some other; so two flat images must also have the same
 * grey levels to within a fraction of a level, and a flat one never repeats one that is not.
 */
public final class NearDuplicates {

  /**
   * Of EuroSAT's training images three reach this towards a held-out one, of UC Merced's two. Seen
   * by eye one is a repeat (0.986), the rest are look-alikes such as two straight beaches; a repeat
   * that is shifted by much of its width is not found at any threshold.
   */
  public static final double THRESHOLD = 0.95;

  /** Thumbnails whose grey levels deviate less than this are flat. */
  static final double FLAT_DEVIATION = 4;

  /** Root mean square difference of two flat images' grey levels, at the most. */
  static final double FLAT_DIFFERENCE = 0.5;

  /** Two thumbnails of a uniform image, but for rounding. */
  private static final double SAME_DIFFERENCE = 0.05;

  private static final int COARSE = CoarseThumbnail.CELLS;

  /** Thumbnails compared at a time: their coarse parts, 64 KiB, stay in the cache. */
  private static final int BLOCK = 256;

  /**
   * @param first index in the first list
   * @param second index in the second list
   * @param correlation of the thumbnails, -1 to 1
   */
  public record Pair(int first, int second, double correlation) {}

  private NearDuplicates() {}

  /**
   * All pairs of the two lists, the most alike first.
   *
   * @param threshold correlation from which a pair counts, more than 0 and at most 1
   */
  public static List<Pair> find(List<Thumbnail> first, List<Thumbnail> second, double threshold) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the threshold is a correlation above 0 and up to 1, not " + threshold);
    }
    List<Pair> pairs = new ArrayList<>();
    contrasted(first, second, threshold, pairs);
    flat(first, second, threshold, pairs);
    pairs.sort(
        Comparator.comparingDouble((Pair pair) -> -pair.correlation())
            .thenComparingInt(Pair::first)
            .thenComparingInt(Pair::second));
    return pairs;
  }

  private static void contrasted(
      List<Thumbnail> first, List<Thumbnail> second, double threshold, List<Pair> pairs) {
    List<CoarseThumbnail> rows = prepare(first);
    List<CoarseThumbnail> columns = prepare(second);
    float[] block = new float[COARSE * BLOCK];
    float[] rests = new float[BLOCK];
    float[] bounds = new float[BLOCK];
    // A little lower, for the rounding of the bounds.
    float candidate = (float) threshold - 1e-4f;
    for (int from = 0; from < columns.size(); from += BLOCK) {
      List<CoarseThumbnail> some = columns.subList(from, Math.min(columns.size(), from + BLOCK));
      for (int j = 0; j < some.size(); j++) {
        rests[j] = some.get(j).rest();
        for (int k = 0; k < COARSE; k++) {
          block[k * BLOCK + j] = some.get(j).coarse()[k];
        }
      }
      for (CoarseThumbnail row : rows) {
        bound(row, block, rests, bounds);
        for (int j = 0; j < some.size(); j++) {
          if (bounds[j] >= candidate) {
            int other = some.get(j).index();
            double correlation = correlation(first.get(row.index()), second.get(other));
            if (correlation >= threshold) {
              pairs.add(new Pair(row.index(), other, correlation));
            }
          }
        }
      }
    }
  }

  /**
   * What the correlations of a row with a block are at most. The inner loop runs along the block,
   * not along the row: the JIT makes vector instructions of many sums at a time, not of one long
   * sum.
   */
  private static void bound(CoarseThumbnail row, float[] block, float[] rests, float[] bounds) {
    float rest = row.rest();
    for (int j = 0; j < BLOCK; j++) {
      bounds[j] = rest * rests[j];
    }
    for (int k = 0; k < COARSE; k += 4) {
      float r0 = row.coarse()[k];
      float r1 = row.coarse()[k + 1];
      float r2 = row.coarse()[k + 2];
      float r3 = row.coarse()[k + 3];
      int at = k * BLOCK;
      for (int j = 0; j < BLOCK; j++) {
        bounds[j] +=
            r0 * block[at + j]
                + r1 * block[at + BLOCK + j]
                + r2 * block[at + 2 * BLOCK + j]
                + r3 * block[at + 3 * BLOCK + j];
      }
    }
  }

  private static void flat(
      List<Thumbnail> first, List<Thumbnail> second, double threshold, List<Pair> pairs) {
    List<Integer> columns = indices(second, true);
    for (int i : indices(first, true)) {
      for (int j : columns) {
        double difference = difference(first.get(i), second.get(j));
        if (difference <= FLAT_DIFFERENCE) {
          double correlation = correlation(first.get(i), second.get(j));
          if (difference <= SAME_DIFFERENCE) {
            pairs.add(new Pair(i, j, 1));
          } else if (correlation >= threshold) {
            pairs.add(new Pair(i, j, correlation));
          }
        }
      }
    }
  }

  /** The correlation of two thumbnails; 0 where one is quite uniform. */
  static double correlation(Thumbnail first, Thumbnail second) {
    double sum = 0;
    for (int k = 0; k < Thumbnail.CELLS; k++) {
      sum += (first.grey()[k] - first.mean()) * (second.grey()[k] - second.mean());
    }
    double scale = first.deviation() * second.deviation() * Thumbnail.CELLS;
    return scale < 1e-6 ? 0 : Math.max(-1, Math.min(1, sum / scale));
  }

  /** Root mean square difference of the grey levels. */
  private static double difference(Thumbnail first, Thumbnail second) {
    if (Math.abs(first.mean() - second.mean()) > FLAT_DIFFERENCE) {
      return Double.MAX_VALUE; // the difference of the means is a lower bound
    }
    double squares = 0;
    for (int k = 0; k < Thumbnail.CELLS; k++) {
      double difference = first.grey()[k] - second.grey()[k];
      squares += difference * difference;
    }
    return Math.sqrt(squares / Thumbnail.CELLS);
  }

  private static List<Integer> indices(List<Thumbnail> thumbnails, boolean flat) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < thumbnails.size(); i++) {
      if (thumbnails.get(i).deviation() < FLAT_DEVIATION == flat) {
        indices.add(i);
      }
    }
    return indices;
  }

  private static List<CoarseThumbnail> prepare(List<Thumbnail> thumbnails) {
    return indices(thumbnails, false).stream()
        .map(i -> CoarseThumbnail.of(i, thumbnails.get(i)))
        .toList();
  }
}
