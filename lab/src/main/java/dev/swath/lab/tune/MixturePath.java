package dev.swath.lab.tune;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import dev.swath.lab.dataset.mixture.InstructionMixture;
import dev.swath.lab.dataset.mixture.MixtureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * What a user names to be learnt: a mixture file (YAML), or one dataset of any layout.
 *
 * @param datasets all that was read, held-out examples included
 */
record MixturePath(Mixture mixture, List<Dataset> datasets) {

  private static final int NAMED = 5;

  /**
   * @param data what a mixture file's folders are relative to; null for the file's own folder
   * @throws IOException naming file and line, if it cannot be read
   */
  static MixturePath read(Path path, Path data, long seed) throws IOException {
    if (path.toString().matches(".*\\.ya?ml")) {
      MixtureFile file = MixtureFile.of(path, data);
      List<Dataset> datasets = file.read(() -> {});
      return new MixturePath(InstructionMixture.of(file, datasets, seed)::epoch, datasets);
    }
    Dataset dataset = Layout.recognise(path).read(Source.of(path));
    return new MixturePath(Mixture.of(dataset.of(Split.TRAIN)), List.of(dataset));
  }

  /** All examples of all datasets, each once. */
  List<Example> examples() {
    return datasets.stream().flatMap(dataset -> dataset.examples().stream()).toList();
  }

  /** Says which records were skipped. */
  void printBroken(PrintWriter out) {
    for (Dataset dataset : datasets) {
      List<BrokenRecord> broken = dataset.broken();
      if (!broken.isEmpty()) {
        out.printf("%s: %d broken records skipped%n", dataset.name(), broken.size());
        broken.stream().limit(NAMED).forEach(record -> out.println("  " + record));
      }
    }
  }
}
