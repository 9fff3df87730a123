package dev.swath.lab.score;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * One number that makes confidences honest: p becomes sigmoid(logit(p) / T).
 *
 * <p>Temperature scaling (Guo et al., 2017) divides the logits of all classes by T. Here only the
 * probability of the answer given is known, and the answer is right or wrong, so T divides the
 * logit of that probability: Platt scaling with a slope of 1/T and no offset. A T above 1 pulls
 * confidences towards one half, a T below 1 away from it; the order of confidences, and which of
 * them are above one half, never changes. So T cannot mend a model that is right in most of its
 * answers below one half.
 *
 * @param value T, above 0
 */
public record Temperature(double value) {

  /** Changes nothing. */
  public static final Temperature ONE = new Temperature(1);

  private static final double LOWEST = 0.01;
  private static final double HIGHEST = 100;
  // A certainty has an infinite logit; this is about what a 32-bit softmax can tell from 1.
  private static final double NEAREST_TO_CERTAIN = 1e-7;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double TOLERANCE = 1e-9;

  public Temperature {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a temperature is above 0 and finite, not " + value);
    }
  }

  /**
   * The temperature of the least negative log likelihood, between 0.01 and 100; at an end of that
   * range if the best lies beyond (all answers right, say). 1 if all temperatures are equally good.
   *
   * @param probabilities of the answers given, each from 0 to 1
   * @param right whether each answer is right
   * @throws IllegalArgumentException if there is no sample, the arrays differ in length, or a
   *     probability is outside 0 to 1
   */
  public static Temperature fit(double[] probabilities, boolean[] right) {
    return fitLogits(logits(probabilities), right);
  }

  /** As {@link #fit}, of logits (log of p / (1 - p)) in place of probabilities. */
  public static Temperature fitLogits(double[] logits, boolean[] right) {
    requirePairs(logits.length, right.length);
    if (!Arrays.stream(logits).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a logit is not finite");
    }
    // The likelihood is convex in 1/T, so it has one minimum over log T too.
    DoubleUnaryOperator loss = logT -> loss(logits, right, Math.exp(logT));
    double best = minimum(loss, Math.log(LOWEST), Math.log(HIGHEST));
    boolean better = loss.applyAsDouble(best) < loss.applyAsDouble(0);
    return better ? new Temperature(Math.exp(best)) : ONE;
  }

  /** Golden-section search for the one minimum between two points. */
  private static double minimum(DoubleUnaryOperator function, double low, double high) {
    double a = low;
    double b = high;
    double left = b - GOLDEN * (b - a);
    double right = a + GOLDEN * (b - a);
    double atLeft = function.applyAsDouble(left);
    double atRight = function.applyAsDouble(right);
    while (b - a > TOLERANCE) {
      if (atLeft <= atRight) {
        b = right;
        right = left;
        atRight = atLeft;
        left = b - GOLDEN * (b - a);
        atLeft = function.applyAsDouble(left);
      } else {
        a = left;
        left = right;
        atLeft = atRight;
        right = a + GOLDEN * (b - a);
        atRight = function.applyAsDouble(right);
      }
    }
    return (a + b) / 2;
  }

  /** The probability as this temperature corrects it. */
  public double apply(double probability) {
    if (!isProbability(probability)) {
      throw new IllegalArgumentException("a confidence is no probability: " + probability);
    }
    return 1 / (1 + Math.exp(-logit(probability) / value));
  }

  /** Mean over the samples, in nats, of probabilities corrected by this temperature. */
  public double negativeLogLikelihood(double[] probabilities, boolean[] right) {
    requirePairs(probabilities.length, right.length);
    return loss(logits(probabilities), right, value);
  }

  private static double loss(double[] logits, boolean[] right, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double margin = (right[i] ? logits[i] : -logits[i]) / temperature;
      // log(1 + exp(-margin)) without overflow.
      sum += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0);
    }
    return sum / logits.length;
  }

  private static double[] logits(double[] probabilities) {
    double[] logits = new double[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = logit(requireProbability(probabilities[i], i));
    }
    return logits;
  }

  private static double logit(double probability) {
    double p = Math.min(1 - NEAREST_TO_CERTAIN, Math.max(NEAREST_TO_CERTAIN, probability));
    return Math.log(p) - Math.log1p(-p);
  }

  static void requirePairs(int confidences, int answers) {
    if (confidences != answers || answers == 0) {
      throw new IllegalArgumentException(
          "at least one answer is needed, and each with its confidence, not %d answers and %d"
              .formatted(answers, confidences));
    }
  }

  static double requireProbability(double probability, int index) {
    if (!isProbability(probability)) {
      throw new IllegalArgumentException(
          "the confidence of sample " + index + " is no probability: " + probability);
    }
    return probability;
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }
}
