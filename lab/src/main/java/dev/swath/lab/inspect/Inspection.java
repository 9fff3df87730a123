package dev.swath.lab.inspect;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.check.SplitCheck;
import java.util.List;

/**
 * What was found out about datasets.
 *
 * @param check of all of them together
 */
record Inspection(List<DatasetSummary> datasets, SplitCheck check) {

  /** How many of anything are shown: answers, samples, broken records, repeats. */
  static final int SHOWN = 10;

  static Inspection of(List<Dataset> datasets, SplitCheck check) {
    return new Inspection(datasets.stream().map(DatasetSummary::of).toList(), check);
  }
}
