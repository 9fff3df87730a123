package dev.swath.lab.train;

import dev.swath.lab.progress.JournalLine;
import dev.swath.lab.train.TrainingRun.Schedule;
import dev.swath.vlm.torch.MatrixRate;
import dev.swath.vlm.torch.TorchCall.Floats;
import java.util.Map;
import java.util.function.Predicate;

/** What a journal tells of a stage when its run starts. */
final class StartLine {

  private StartLine() {}

  /**
   * Measures the matrix rate, which takes about a second.
   *
   * @param named the network's weights and the optimizer's state
   */
  static JournalLine.Start of(
      String label,
      Stage stage,
      Schedule schedule,
      long done,
      Map<String, Floats> named,
      String device) {
    return new JournalLine.Start(
        label,
        done,
        schedule.steps(),
        schedule.rate(),
        schedule.warmUp(),
        schedule.decay(),
        stage.seed().isPresent() ? stage.seed().getAsLong() : null,
        stage.samplesPerStep(),
        size(named, name -> !name.startsWith("optimizer.")),
        size(named, name -> name.startsWith("optimizer.m.")),
        MatrixRate.measure(),
        device);
  }

  private static long size(Map<String, Floats> named, Predicate<String> which) {
    return named.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().values().length)
        .sum();
  }
}
