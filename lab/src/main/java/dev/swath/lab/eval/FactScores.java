package dev.swath.lab.eval;

import dev.swath.lab.instruct.ChangeWords;
import dev.swath.lab.instruct.ChangeWords.Facts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How many of the facts that change captions tell are right: what changed, whether it came or went,
 * and where it lies. Where counts if the reference tells it. All shares are in %.
 */
final class FactScores {

  /** The mean of them. */
  static final String MEAN = "mean of the facts";

  /** 1 right, 0 wrong, NaN not told by the reference; [caption][what, which way, where]. */
  private final double[][] facts;

  FactScores(List<String> captions, List<List<String>> references) {
    facts = new double[captions.size()][];
    for (int i = 0; i < facts.length; i++) {
      String reference = references.get(i).get(0);
      facts[i] =
          score(
              ChangeWords.facts(captions.get(i)),
              ChangeWords.facts(reference)
                  .orElseThrow(
                      () -> new IllegalArgumentException("'" + reference + "' tells no change")));
    }
  }

  private static double[] score(Optional<Facts> told, Facts wanted) {
    return new double[] {
      one(told.map(f -> f.kind().what().equals(wanted.kind().what()))),
      one(told.map(f -> f.kind().came() == wanted.kind().came())),
      wanted.where().isEmpty() ? Double.NaN : one(told.map(f -> f.where().equals(wanted.where())))
    };
  }

  private static double one(Optional<Boolean> right) {
    return right.orElse(false) ? 1 : 0;
  }

  Map<String, ToDoubleFunction<int[]>> metrics() {
    Map<String, ToDoubleFunction<int[]>> metrics = new LinkedHashMap<>();
    metrics.put(MEAN, this::mean);
    metrics.put("what", sample -> share(sample, 0));
    metrics.put("which way", sample -> share(sample, 1));
    if (Arrays.stream(facts).anyMatch(caption -> Double.isFinite(caption[2]))) {
      metrics.put("where", sample -> share(sample, 2));
    }
    return metrics;
  }

  /** The share of a caption's facts that are right. */
  double single(int caption) {
    return Arrays.stream(facts[caption]).filter(Double::isFinite).average().orElse(0);
  }

  /** Over the facts that the references tell. */
  private double mean(int[] sample) {
    return IntStream.range(0, 3)
        .mapToDouble(fact -> share(sample, fact))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private double share(int[] sample, int fact) {
    return 100
        * Arrays.stream(sample)
            .mapToDouble(i -> facts[i][fact])
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
  }
}
