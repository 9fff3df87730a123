package dev.swath.lab.dataset.mixture;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One dataset of a mixture.
 *
 * @param weight how often an epoch passes over it
 * @param split whose examples take part; empty for all
 * @param most examples at the most, drawn from all over the dataset
 * @param templates instructions to choose from instead of the dataset's own
 */
public record MixtureEntry(
    Source source,
    Layout layout,
    int weight,
    Optional<Split> split,
    int most,
    Map<Task, List<String>> templates) {

  public MixtureEntry {
    templates = Map.copyOf(templates);
  }
}
