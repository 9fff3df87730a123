package dev.swath.lab.instruct;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Batches from several sources. All samples of a batch have images of one kind, so that the rows
 * are about equally long.
 */
public final class Mixture implements SampleSource {

  /** Makes one sample. */
  @FunctionalInterface
  public interface Maker {
    Sample make(RandomGenerator random);
  }

  /**
   * One kind of batch.
   *
   * @param weight how often it comes, relative to the others
   * @param samples samples in such a batch
   * @param makers with their weights, one chosen a sample
   */
  public record Kind(double weight, int samples, List<Weighted> makers) {}

  public record Weighted(double weight, Maker maker) {}

  private final List<Kind> kinds;

  public Mixture(List<Kind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** How often each kind comes, as shares of all batches. */
  public List<Double> shares() {
    double sum = kinds.stream().mapToDouble(Kind::weight).sum();
    return kinds.stream().map(kind -> kind.weight() / sum).toList();
  }

  @Override
  public int batch() {
    return kinds.get(0).samples();
  }

  @Override
  public List<Sample> batch(SplittableRandom random) {
    Kind kind = kinds.get(choose(kinds.stream().mapToDouble(Kind::weight).toArray(), random));
    double[] weights = kind.makers().stream().mapToDouble(Weighted::weight).toArray();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < kind.samples(); i++) {
      samples.add(kind.makers().get(choose(weights, random)).maker().make(random));
    }
    return samples;
  }

  private static int choose(double[] weights, RandomGenerator random) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
