package dev.swath.lab.tune;

import java.util.List;

/** Which lessons each step learns, over all epochs. Not thread-safe. */
final class EpochPlan {

  private final Lessons lessons;
  private final TuneSettings settings;

  /** For each epoch, and behind the last one, the steps of those before it. */
  private final long[] firstStep;

  private int planned = -1;
  private List<Lesson> epoch;
  private List<List<List<Integer>>> plan;

  /**
   * @throws IllegalArgumentException if there is nothing to learn
   */
  EpochPlan(Lessons lessons, TuneSettings settings) {
    this.lessons = lessons;
    this.settings = settings;
    this.firstStep = new long[settings.epochs() + 1];
    for (int e = 0; e < settings.epochs(); e++) {
      int rows = lessons.epoch(e).size();
      firstStep[e + 1] = firstStep[e] + BatchPlan.count(rows, settings.batch());
    }
  }

  /** The steps of the whole run. */
  long steps() {
    return firstStep[settings.epochs()];
  }

  /** How many epochs have passed after so many steps. */
  double epochs(long steps) {
    if (steps >= steps()) {
      return settings.epochs();
    }
    int of = epochOf(steps);
    return of + (double) (steps - firstStep[of]) / (firstStep[of + 1] - firstStep[of]);
  }

  private int epochOf(long step) {
    int epochOfStep = 0;
    while (step >= firstStep[epochOfStep + 1]) {
      epochOfStep++;
    }
    return epochOfStep;
  }

  /** The micro-batches of a step: a function of the seed and the step. */
  List<List<Lesson>> parts(long step) {
    int number = epochOf(step);
    if (number != planned) {
      epoch = lessons.epoch(number);
      plan =
          BatchPlan.of(
              epoch.stream().mapToInt(Lesson::length).toArray(),
              settings.batch(),
              settings.microBatch(),
              settings.seed() * 1_000_003 + number);
      planned = number;
    }
    List<Lesson> now = epoch;
    return plan.get((int) (step - firstStep[number])).stream()
        .map(part -> part.stream().map(now::get).toList())
        .toList();
  }
}
