package dev.swath.lab.score;

import java.util.List;

/**
 * ROUGE-L (Lin, 2004) as the COCO-caption evaluator computes it: the best precision and the best
 * recall of the longest common subsequence over the references, each on its own, joined with beta
 * 1.2.
 */
final class RougeL {

  private static final double BETA_SQUARED = 1.2 * 1.2;

  private RougeL() {}

  static double score(Caption caption) {
    double precision = 0;
    double recall = 0;
    for (List<String> reference : caption.references()) {
      int common = longestCommonSubsequence(caption.hypothesis(), reference);
      if (common > 0) {
        precision = Math.max(precision, (double) common / caption.hypothesis().size());
        recall = Math.max(recall, (double) common / reference.size());
      }
    }
    return precision == 0
        ? 0
        : (1 + BETA_SQUARED) * precision * recall / (recall + BETA_SQUARED * precision);
  }

  static int longestCommonSubsequence(List<String> a, List<String> b) {
    int[] above = new int[b.size() + 1];
    for (String word : a) {
      int[] row = new int[b.size() + 1];
      for (int j = 1; j <= b.size(); j++) {
        row[j] = word.equals(b.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
      }
      above = row;
    }
    return above[b.size()];
  }
}
