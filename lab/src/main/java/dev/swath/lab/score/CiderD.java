package dev.swath.lab.score;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr-D (Vedantam et al., 2015) as the COCO-caption evaluator computes it: n-grams of 1 to 4
 * words, TF-IDF with the document frequencies of the test set's own references, the hypothesis
 * clipped to the reference, a Gaussian penalty (sigma 6) on the difference in length, times 10. The
 * evaluator takes the number of bigrams for the length, and so does this.
 *
 * <p>With a single captioned image every n-gram is in every document, and all scores are 0.
 */
final class CiderD {

  private static final double SIGMA = 6;
  private static final double SCALE = 10;

  private final Map<List<String>, Integer> documentFrequency = new HashMap<>();
  private final double logDocuments;

  /** Counts the references of the whole test set; one caption's references are one document. */
  CiderD(Collection<Caption> testSet) {
    for (Caption caption : testSet) {
      Set<List<String>> document = new HashSet<>();
      caption
          .references()
          .forEach(reference -> document.addAll(Caption.ngrams(reference).keySet()));
      document.forEach(ngram -> documentFrequency.merge(ngram, 1, Integer::sum));
    }
    logDocuments = Math.log(testSet.size());
  }

  /** TF-IDF weights, their Euclidean norm for each n-gram length, and the number of bigrams. */
  private record Vector(Map<List<String>, Double> weights, double[] norms, int bigrams) {}

  double score(Caption caption) {
    Vector hypothesis = vector(caption.hypothesis());
    return SCALE
        * caption.references().stream()
            .mapToDouble(reference -> similarity(hypothesis, vector(reference)))
            .average()
            .orElseThrow();
  }

  private Vector vector(List<String> words) {
    Map<List<String>, Double> weights = new HashMap<>();
    double[] norms = new double[Caption.ORDERS];
    Caption.ngrams(words)
        .forEach(
            (ngram, count) -> {
              int documents = Math.max(1, documentFrequency.getOrDefault(ngram, 0));
              double weight = count * (logDocuments - Math.log(documents));
              weights.put(ngram, weight);
              norms[ngram.size() - 1] += weight * weight;
            });
    for (int n = 0; n < norms.length; n++) {
      norms[n] = Math.sqrt(norms[n]);
    }
    return new Vector(weights, norms, Math.max(0, words.size() - 1));
  }

  private static double similarity(Vector hypothesis, Vector reference) {
    double[] products = new double[Caption.ORDERS];
    hypothesis
        .weights()
        .forEach(
            (ngram, weight) -> {
              double other = reference.weights().getOrDefault(ngram, 0.0);
              products[ngram.size() - 1] += Math.min(weight, other) * other;
            });
    double sum = 0;
    for (int n = 0; n < Caption.ORDERS; n++) {
      double norm = hypothesis.norms()[n] * reference.norms()[n];
      sum += norm == 0 ? 0 : products[n] / norm;
    }
    double difference = hypothesis.bigrams() - reference.bigrams();
    return sum / Caption.ORDERS * Math.exp(-difference * difference / (2 * SIGMA * SIGMA));
  }
}
