package dev.swath.lab.progress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the journal of one run tells.
 *
 * @param name the run's name in legends
 * @param start the last start
 */
public record RunHistory(
    String name,
    Optional<JournalLine.Start> start,
    List<JournalLine.Progress> progress,
    List<JournalLine.Scores> scores) {

  /**
   * @throws IOException naming file and line if the file is not a journal
   */
  public static RunHistory read(Path file, String name) throws IOException {
    List<JournalLine> lines = JournalFile.read(file);
    List<JournalLine.Start> starts = only(lines, JournalLine.Start.class);
    return new RunHistory(
        name,
        starts.isEmpty() ? Optional.empty() : Optional.of(starts.get(starts.size() - 1)),
        only(lines, JournalLine.Progress.class),
        only(lines, JournalLine.Scores.class));
  }

  private static <T extends JournalLine> List<T> only(List<JournalLine> lines, Class<T> kind) {
    return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The stage, or the run's name where no line tells it. */
  public String stage() {
    return start
        .map(JournalLine.Start::stage)
        .orElseGet(() -> progress.isEmpty() ? name : progress.get(0).stage());
  }

  /** The last progress line. */
  public Optional<JournalLine.Progress> last() {
    return progress.isEmpty() ? Optional.empty() : Optional.of(progress.get(progress.size() - 1));
  }
}
