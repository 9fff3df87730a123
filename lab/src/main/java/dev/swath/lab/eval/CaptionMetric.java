package dev.swath.lab.eval;

import java.util.List;

/** A score of captions against their references. */
public interface CaptionMetric {

  /** As tables name it, such as "BLEU-4". */
  String name();

  /** Prepares the scores of captions, each with one or more references. */
  Scored score(List<String> captions, List<List<String>> references);

  /** The scores of one list of captions. */
  interface Scored {

    /**
     * The corpus score of some of the captions, 0 to 1 (CIDEr-D 0 to 10).
     *
     * @param captions indices, an index as often as the caption is in the sample
     */
    double corpus(int[] captions);

    /** A caption's own score. */
    double single(int caption);
  }
}
