package dev.swath.lab.train;

import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.instruct.Sample;
import dev.swath.vlm.FeatureMap;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classifier that the encoder was trained with: a linear layer on the layer-normed mean of the
 * tokens. It is no part of the model, but it knows what the features say of a class and how surely,
 * also of views that no label fits; from it the language model learns to read them.
 *
 * @param gain of the norm, [width]
 * @param shift of the norm, [width]
 * @param weight [classes of all datasets, width]
 * @param bias [classes of all datasets]
 */
public record EncoderClassifier(
    List<ImageClasses> datasets, float[] gain, float[] shift, float[] weight, float[] bias) {

  private static final double EPSILON = 1e-6;

  /**
   * @param trained what {@link EncoderTrainer} trained on these batches
   */
  static EncoderClassifier of(Map<String, Floats> trained, LabelledBatches batches) {
    return new EncoderClassifier(
        batches.shares().stream().map(LabelledBatches.Share::data).toList(),
        trained.get("head.norm.weight").values(),
        trained.get("head.norm.bias").values(),
        trained.get("head.weight").values(),
        trained.get("head.bias").values());
  }

  /** The samples with every answer decided by what their features say. */
  List<Sample> decide(List<Sample> samples, List<List<FeatureMap>> features) {
    List<Sample> decided = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      FeatureMap seen = features.get(i).get(0);
      decided.add(
          sample
              .undecided()
              .map(open -> sample.answered(open.answer(probabilities(seen, open.data()))))
              .orElse(sample));
    }
    return decided;
  }

  /** How likely each class of a dataset is. */
  double[] probabilities(FeatureMap features, ImageClasses data) {
    int first = 0;
    for (ImageClasses dataset : datasets.subList(0, datasets.indexOf(data))) {
      first += dataset.classes().size();
    }
    double[] normed = normed(mean(features));
    double[] scores = new double[data.classes().size()];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = bias[first + label];
      for (int i = 0; i < normed.length; i++) {
        scores[label] += weight[(first + label) * normed.length + i] * normed[i];
      }
    }
    return softmax(scores);
  }

  private static double[] mean(FeatureMap features) {
    double[] mean = new double[features.width()];
    for (int at = 0; at < features.values().length; at++) {
      mean[at % mean.length] += features.values()[at] / features.tokens();
    }
    return mean;
  }

  private double[] normed(double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normed[i] = (x[i] - mean) / Math.sqrt(variance + EPSILON) * gain[i] + shift[i];
    }
    return normed;
  }

  private static double[] softmax(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - most);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }
}
