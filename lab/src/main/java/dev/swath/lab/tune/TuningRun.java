package dev.swath.lab.tune;

import dev.swath.lab.train.AnswerBatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Goes through the epochs: micro-batches into gradients, gradients into steps, a checkpoint every
 * so often. A run that goes on from a checkpoint does what it would have done without the stop.
 */
final class TuningRun {

  private static final int NAMED = 8;

  private final TuningNetwork network;
  private final Lessons lessons;
  private final LessonTokens tokens;
  private final TuneSettings settings;
  private final Checkpoint checkpoint;

  /** For each epoch, and behind the last one, the rows and the steps of those before it. */
  private final long[] firstRow;

  private final long[] firstStep;

  private int planned = -1;
  private List<Lesson> epoch;
  private List<List<List<Integer>>> plan;

  TuningRun(
      TuningNetwork network,
      Lessons lessons,
      LessonTokens tokens,
      TuneSettings settings,
      Checkpoint checkpoint) {
    this.network = network;
    this.lessons = lessons;
    this.tokens = tokens;
    this.settings = settings;
    this.checkpoint = checkpoint;
    this.firstRow = new long[settings.epochs() + 1];
    this.firstStep = new long[settings.epochs() + 1];
    for (int e = 0; e < settings.epochs(); e++) {
      int rows = lessons.epoch(e).size();
      firstRow[e + 1] = firstRow[e] + rows;
      firstStep[e + 1] = firstStep[e] + BatchPlan.count(rows, settings.batch());
    }
  }

  /** The steps of the whole run. */
  long steps() {
    return firstStep[settings.epochs()];
  }

  private int epochOf(long step) {
    int epochOfStep = 0;
    while (step >= firstStep[epochOfStep + 1]) {
      epochOfStep++;
    }
    return epochOfStep;
  }

  /**
   * Trains up to a step and leaves its checkpoint.
   *
   * @return the mean loss of the steps that were made, NaN if there was none to make
   * @throws IllegalStateException if the loss is no longer a number; the message names step and
   *     examples, and the last checkpoint stays
   * @throws IOException if an image cannot be read or the checkpoint cannot be written
   */
  double runTo(long last, Progress progress) throws IOException {
    long first = checkpoint.step();
    double sum = 0;
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (Progress.Bar bar = progress.open("tuning", rowsBefore(first), rowsBefore(steps()))) {
      for (long step = first; step < last; step++) {
        double loss = step(step, reader);
        sum += loss;
        long done = step + 1;
        if (done % settings.checkpointEvery() == 0 || done == last) {
          checkpoint.save(network.adapter(), done);
        }
        bar.at(
            rowsBefore(done),
            "epoch %d of %d, loss %.3f".formatted(epochOf(step) + 1, settings.epochs(), loss));
      }
    } finally {
      reader.shutdownNow();
    }
    return sum / (last - first);
  }

  private long rowsBefore(long step) {
    if (step >= steps()) {
      return firstRow[settings.epochs()];
    }
    int of = epochOf(step);
    return Math.min(firstRow[of + 1], firstRow[of] + (step - firstStep[of]) * settings.batch());
  }

  /** Images of a micro-batch are read while the one before it is computed. */
  private double step(long step, ExecutorService reader) throws IOException {
    List<List<Lesson>> parts = parts(step);
    double all = parts.stream().mapToInt(TuningRun::answerTokens).sum();
    double loss = 0;
    Future<AnswerBatch> next = reader.submit(() -> tokens.batch(parts.get(0)));
    for (int i = 0; i < parts.size(); i++) {
      AnswerBatch batch = await(next);
      if (i + 1 < parts.size()) {
        List<Lesson> following = parts.get(i + 1);
        next = reader.submit(() -> tokens.batch(following));
      }
      double share = answerTokens(parts.get(i)) / all;
      double part = network.accumulate(batch, parts.get(i), share);
      requireFinite(part, "loss", step, parts.get(i));
      loss += share * part;
    }
    double norm = network.update(settings.rateAt(step, steps()));
    requireFinite(norm, "gradient", step, parts.stream().flatMap(List::stream).toList());
    return loss;
  }

  /** The micro-batches of a step: a function of the seed and the step. */
  private List<List<Lesson>> parts(long step) {
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

  private static int answerTokens(List<Lesson> lessons) {
    return lessons.stream().mapToInt(Lesson::answerTokens).sum();
  }

  private void requireFinite(double value, String what, long step, List<Lesson> lessons)
      throws IOException {
    if (!Double.isFinite(value)) {
      List<String> ids =
          lessons.stream().limit(NAMED).map(lesson -> lesson.example().id()).toList();
      String more = lessons.size() > NAMED ? " and %d more".formatted(lessons.size() - NAMED) : "";
      throw new IllegalStateException(
          "the %s is no longer a number (%s) at step %d, with the examples %s%s; lower the rate"
                  .formatted(what, value, step + 1, String.join(", ", ids), more)
              + " or leave them out. The checkpoint behind step %d is kept: %s"
                  .formatted(checkpoint.step(), checkpoint.file()));
    }
  }

  private static AnswerBatch await(Future<AnswerBatch> batch) throws IOException {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw e.getCause() instanceof RuntimeException wrong ? wrong : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
