package dev.swath.lab.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * BLEU-1 to 4, METEOR, ROUGE-L and CIDEr-D of generated captions, for each caption and for any
 * selection of them.
 *
 * <p>BLEU, ROUGE-L and CIDEr-D equal those of the COCO-caption evaluator (pycocoevalcap, nlg-eval)
 * up to tokenisation; METEOR is a variant, named by {@link CaptionMetric#title()}. BLEU and METEOR
 * of several captions come from their summed counts, ROUGE-L and CIDEr-D are means. The document
 * frequencies of CIDEr-D are those of all references given, also for a selection.
 */
public final class CaptionScores {

  private final List<Bleu.Counts> bleu;
  private final List<Meteor.Counts> meteor;
  private final double[] rougeL;
  private final double[] ciderD;

  private CaptionScores(List<Caption> captions, Meteor scorer) {
    CiderD cider = new CiderD(captions);
    bleu = captions.stream().map(Bleu::count).toList();
    meteor = captions.stream().map(scorer::count).toList();
    rougeL = captions.stream().mapToDouble(RougeL::score).toArray();
    ciderD = captions.stream().mapToDouble(cider::score).toArray();
  }

  /**
   * Scores hypotheses; they are tokenised and lower-cased here.
   *
   * @param references one or more for each hypothesis, in the order of the hypotheses
   * @throws IllegalArgumentException if there is no hypothesis, or the lists do not fit together
   */
  public static CaptionScores of(List<String> hypotheses, List<List<String>> references) {
    if (hypotheses.isEmpty() || hypotheses.size() != references.size()) {
      throw new IllegalArgumentException(
          "captions need one list of references each, but there are %d hypotheses and %d lists"
              .formatted(hypotheses.size(), references.size()));
    }
    List<Caption> captions = new ArrayList<>();
    for (int i = 0; i < hypotheses.size(); i++) {
      if (references.get(i).isEmpty()) {
        throw new IllegalArgumentException("hypothesis " + i + " has no reference");
      }
      captions.add(Caption.of(hypotheses.get(i), references.get(i)));
    }
    return new CaptionScores(captions, Meteor.english());
  }

  public int count() {
    return bleu.size();
  }

  /** All metrics over all captions, in the order of {@link CaptionMetric}. */
  public Map<CaptionMetric, Double> corpus() {
    return all(IntStream.range(0, count()).toArray());
  }

  /** All metrics of one caption. */
  public Map<CaptionMetric, Double> example(int index) {
    return all(index);
  }

  private Map<CaptionMetric, Double> all(int... indices) {
    Map<CaptionMetric, Double> scores = new EnumMap<>(CaptionMetric.class);
    for (CaptionMetric metric : CaptionMetric.values()) {
      scores.put(metric, over(metric, indices));
    }
    return scores;
  }

  /**
   * One metric over a selection of the captions, such as a bootstrap resample.
   *
   * @param indices positions in the lists given; one may be there more than once
   */
  public double over(CaptionMetric metric, int... indices) {
    return switch (metric) {
      case BLEU_1 -> bleu(1, indices);
      case BLEU_2 -> bleu(2, indices);
      case BLEU_3 -> bleu(3, indices);
      case BLEU_4 -> bleu(4, indices);
      case METEOR -> Meteor.score(Arrays.stream(indices).mapToObj(meteor::get).toList());
      case ROUGE_L -> mean(rougeL, indices);
      case CIDER_D -> mean(ciderD, indices);
    };
  }

  private double bleu(int order, int... indices) {
    return Bleu.score(order, Arrays.stream(indices).mapToObj(bleu::get).toList());
  }

  private static double mean(double[] values, int... indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
  }
}
