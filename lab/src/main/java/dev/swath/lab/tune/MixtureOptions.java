package dev.swath.lab.tune;

import dev.swath.lab.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the commands of this package learn from. */
final class MixtureOptions {

  @Option(
      names = "--mixture",
      required = true,
      paramLabel = "FILE|FOLDER",
      description =
          "what to learn: a mixture of datasets (.yaml), or one dataset: JSON lines, or a folder or"
              + " zip in a published layout; its training split is learnt, and its validation split"
              + " measured on")
  private Path mixture;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "folder that a mixture's datasets lie in, or folder or zip with the images and videos of"
              + " one dataset (default: where the file is)")
  private Path data;

  /** Reads it, and tells of records that cannot be used. */
  MixtureData read(long seed, Progress progress, PrintWriter out) throws IOException {
    MixtureData read = MixtureData.read(mixture, data, seed, progress);
    read.tellBroken(out);
    return read;
  }
}
