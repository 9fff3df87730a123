package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Percentile intervals by resampling with replacement (Efron, 1979).
 *
 * <p>The same seed and number of samples give the same resamples, so intervals repeat, and two
 * models on one test set are compared on the same resamples.
 *
 * @param resamples how many, at least 1
 * @param level the share of resamples within the interval, between 0 and 1
 */
public record Bootstrap(int resamples, double level, long seed) {

  /** 1,000 resamples, 95 %. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 0.95, 1);

  public Bootstrap {
    if (resamples < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "a bootstrap needs at least one resample and a level between 0 and 1, not %d and %s"
              .formatted(resamples, level));
    }
  }

  /** Of the mean of the values. */
  public Interval mean(double[] values) {
    return statistic(
        values.length,
        indices -> Arrays.stream(indices).mapToDouble(i -> values[i]).average().orElse(Double.NaN));
  }

  /**
   * Of any figure of a selection of the samples, such as a corpus's BLEU.
   *
   * @param statistic takes indices from 0 to {@code samples} - 1, some there more than once
   */
  public Interval statistic(int samples, ToDoubleFunction<int[]> statistic) {
    int[] all = IntStream.range(0, samples).toArray();
    return interval(all, random -> draw(all, random), statistic);
  }

  /**
   * As {@link #statistic}, but resamples whole groups. Several questions about one image are not
   * independent of each other, so an interval that treats them as such is too narrow.
   *
   * @param groups the group (image, place) of each sample
   */
  public Interval grouped(List<String> groups, ToDoubleFunction<int[]> statistic) {
    List<int[]> members = members(groups);
    int[] every = IntStream.range(0, members.size()).toArray();
    return interval(
        IntStream.range(0, groups.size()).toArray(),
        random -> join(Arrays.stream(draw(every, random)).mapToObj(members::get).toList()),
        statistic);
  }

  private interface Resampling {
    int[] next(Random random);
  }

  private Interval interval(int[] all, Resampling resampling, ToDoubleFunction<int[]> statistic) {
    if (all.length == 0) {
      throw new IllegalArgumentException("there is no sample to draw from");
    }
    Random random = new Random(seed);
    double[] values = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      values[i] = statistic.applyAsDouble(resampling.next(random));
    }
    double value = statistic.applyAsDouble(all);
    // A resample can miss a rare type altogether; its figure is no number then and does not count.
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(value, Double.NaN, Double.NaN);
    }
    double tail = (1 - level) / 2;
    return new Interval(value, percentile(sorted, tail), percentile(sorted, 1 - tail));
  }

  /** Linear between the two nearest of the sorted values. */
  private static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  private static int[] draw(int[] from, Random random) {
    int[] drawn = new int[from.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = from[random.nextInt(from.length)];
    }
    return drawn;
  }

  private static List<int[]> members(List<String> groups) {
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      members.computeIfAbsent(groups.get(i), group -> new ArrayList<>()).add(i);
    }
    return members.values().stream()
        .map(indices -> indices.stream().mapToInt(i -> i).toArray())
        .toList();
  }

  private static int[] join(List<int[]> parts) {
    return parts.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
