package dev.swath.vlm.decoding;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Jobs that wait, in the order of their arrival within a lane, and the lanes in turn: a lane with
 * many jobs does not hold up one with few. A job that there was no room for too often goes before
 * all others. Not thread-safe.
 */
final class FairQueue {

  /** So many jobs may be taken before one that came earlier. */
  private static final int PATIENCE = 200;

  private record Waiting(Job job, long taken) {}

  private final Map<String, ArrayDeque<Waiting>> lanes = new LinkedHashMap<>();
  private long taken;

  void add(String lane, Job job) {
    lanes.computeIfAbsent(lane, name -> new ArrayDeque<>()).add(new Waiting(job, taken));
  }

  /**
   * Takes the first job of the first lane whose first job there is room for; that lane comes last
   * then.
   */
  Optional<Job> take(Predicate<Job> room) {
    Optional<String> lane =
        lanes.keySet().stream()
            .filter(name -> taken - lanes.get(name).peek().taken() > PATIENCE)
            .findFirst()
            .or(
                () ->
                    lanes.keySet().stream()
                        .filter(name -> room.test(lanes.get(name).peek().job()))
                        .findFirst());
    return lane.filter(name -> room.test(lanes.get(name).peek().job())).map(this::takeFirst);
  }

  private Job takeFirst(String lane) {
    taken++;
    ArrayDeque<Waiting> jobs = lanes.remove(lane);
    Job job = jobs.remove().job();
    if (!jobs.isEmpty()) {
      lanes.put(lane, jobs);
    }
    return job;
  }

  /** Takes out those that nobody waits for any more. */
  void removeDropped() {
    lanes.values().forEach(lane -> lane.removeIf(waiting -> waiting.job().dropped()));
    lanes.values().removeIf(ArrayDeque::isEmpty);
  }

  List<Job> jobs() {
    return lanes.values().stream().flatMap(ArrayDeque::stream).map(Waiting::job).toList();
  }

  int size() {
    return lanes.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }
}
