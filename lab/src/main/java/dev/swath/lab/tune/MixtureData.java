package dev.swath.lab.tune;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.mixture.InstructionMixture;
import dev.swath.lab.dataset.mixture.MixtureFile;
import dev.swath.lab.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * The mixture of the datasets that the user names.
 *
 * @param heldOut of the validation splits
 * @param broken the records that were skipped
 */
record MixtureData(InstructionMixture mixture, List<Example> heldOut, List<BrokenRecord> broken)
    implements Mixture {

  private static final int NAMED = 5;

  /**
   * Reads the datasets; their images and videos are read when they are needed.
   *
   * @param path a mixture file, or one dataset in any layout that is known
   * @param data where the datasets, or the dataset's images, lie; null for beside the file
   * @throws IOException naming the file, and the line of a mixture file, that cannot be used
   */
  static MixtureData read(Path path, Path data, long seed, Progress progress) throws IOException {
    MixtureFile file = MixtureFile.open(path, data);
    List<Dataset> datasets;
    try (Progress.Bar bar = progress.open("reading records", 0, -1)) {
      long[] records = {0};
      datasets = file.read(() -> bar.at(++records[0], ""));
    }
    return new MixtureData(
        InstructionMixture.of(file, datasets, seed),
        InstructionMixture.heldOut(file, datasets, seed),
        datasets.stream().flatMap(dataset -> dataset.broken().stream()).toList());
  }

  @Override
  public List<Example> epoch(int epoch) {
    return mixture.epoch(epoch);
  }

  /** Tells which records were skipped. */
  void tellBroken(PrintWriter out) {
    if (!broken.isEmpty()) {
      out.printf("Left out, broken records: %d%n", broken.size());
      broken.stream().limit(NAMED).forEach(record -> out.println("  " + record));
      if (broken.size() > NAMED) {
        out.printf("  and %d more; lab data inspect shows them%n", broken.size() - NAMED);
      }
      out.flush();
    }
  }
}
