package dev.swath.lab.dataset;

import java.util.List;

/**
 * A dataset as instructions.
 *
 * @param layout the published layout that it was read from, such as "rsvqa"
 * @param classes the classes of a classification dataset, in the order of its prompt; else empty
 * @param broken the records that were skipped
 */
public record Dataset(
    String name,
    String layout,
    List<String> classes,
    List<Example> examples,
    List<BrokenRecord> broken) {

  public Dataset {
    classes = List.copyOf(classes);
    examples = List.copyOf(examples);
    broken = List.copyOf(broken);
  }

  /**
   * A record that could not be used.
   *
   * @param line 1 or more where the file has lines or the record's line is known, else 0
   */
  public record BrokenRecord(String file, long line, String reason) {

    @Override
    public String toString() {
      return (line > 0 ? file + ":" + line : file) + ": " + reason;
    }
  }

  public List<Example> of(Split split) {
    return examples.stream().filter(example -> example.split() == split).toList();
  }
}
