package dev.swath.lab.progress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes the journal of a run that never was: a line every ten steps, a score every twenty. */
final class MadeUpRun {

  private MadeUpRun() {}

  static double seconds(long step) {
    return step * 0.5;
  }

  static void write(Path file, long from, long to) throws IOException {
    try (Journal journal = Journal.open(file, from)) {
      journal.write(
          new JournalLine.Start("tiny", from, 100, 1e-3, 5, 0.01, 1L, 8, 272, 272, 1e11, "cpu()"));
      for (long step = from + 10; step <= to; step += 10) {
        journal.write(
            new JournalLine.Progress(
                "tiny", step, 100, null, 5.0 / step, 1e-3, 0.5, 80, 0.4, seconds(step)));
        if (step % 20 == 0) {
          journal.write(
              new JournalLine.Scores("tiny", step, seconds(step), Map.of("a < b", step / 100.0)));
        }
      }
    }
  }
}
