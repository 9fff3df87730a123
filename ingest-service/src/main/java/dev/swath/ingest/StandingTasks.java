package dev.swath.ingest;

import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.TileKey;
import dev.swath.servicekit.ConfigurationException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tasks that are asked of every tile, or of every tile in an area of interest. */
final class StandingTasks {
  private static final Set<Kind> KINDS = EnumSet.of(Kind.IMAGE, Kind.PAIR, Kind.VIDEO);

  private final List<IngestSettings.StandingTask> tasks;

  /**
   * @throws ConfigurationException naming the property of a task that cannot be
   */
  StandingTasks(List<IngestSettings.StandingTask> tasks) {
    this.tasks = List.copyOf(tasks);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tasks.size(); i++) {
      String property = "swath.ingest.tasks[" + i + "]";
      String name = tasks.get(i).name();
      if (!names.add(name) || name.equals(QuestionTasks.NAME)) {
        throw new ConfigurationException(
            property + ".name",
            "The name '" + name + "' is taken.",
            "Give every task a name of its own, other than '" + QuestionTasks.NAME + "'.");
      }
      if (!KINDS.contains(tasks.get(i).kind())) {
        throw new ConfigurationException(
            property + ".kind",
            "There are no tasks of kind " + tasks.get(i).kind() + ".",
            "Set it to IMAGE, PAIR or VIDEO.");
      }
    }
  }

  /**
   * What is asked of a tile.
   *
   * @param observed IMAGE or VIDEO; a PAIR is two images, so its tasks come with the IMAGE ones
   */
  List<Task> of(TileKey tile, Kind observed) {
    return tasks.stream()
        .filter(task -> (task.kind() == Kind.VIDEO) == (observed == Kind.VIDEO))
        .filter(task -> task.area().isEmpty() || task.area().get().touches(tile.geoBox()))
        .map(StandingTasks::message)
        .toList();
  }

  private static Task message(IngestSettings.StandingTask task) {
    return Task.newBuilder()
        .setName(task.name())
        .setKind(task.kind())
        .setInstruction(task.instruction())
        .setAdapter(task.adapter())
        .addAllAllowedAnswers(task.allowedAnswers())
        .build();
  }
}
