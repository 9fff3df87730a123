package dev.swath.lab.tune;

import dev.swath.lab.progress.RunProgress;
import dev.swath.lab.train.AnswerBatch;
import dev.swath.lab.train.Checkpoint;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/**
 * Goes through the epochs: micro-batches into gradients, gradients into steps, a checkpoint every
 * so often. A run that goes on from a checkpoint does what it would have done without the stop.
 */
final class TuningRun {

  private static final int NAMED = 8;

  private final TuningNetwork network;
  private final EpochPlan plan;
  private final LessonTokens tokens;
  private final TuneSettings settings;
  private final Checkpoint checkpoint;

  TuningRun(
      TuningNetwork network,
      EpochPlan plan,
      LessonTokens tokens,
      TuneSettings settings,
      Checkpoint checkpoint) {
    this.network = network;
    this.plan = plan;
    this.tokens = tokens;
    this.settings = settings;
    this.checkpoint = checkpoint;
  }

  /**
   * Trains up to a step and leaves its checkpoint. A step is told of before its checkpoint is
   * written: after a kill in between it runs and is told of again, where otherwise the journal
   * would lack it for good.
   *
   * @param progress is told of each step, and of the held-out loss at each checkpoint
   * @return the held-out loss at the end; NaN if nothing is held out
   * @throws IllegalStateException if the loss is no longer a number; the message names step and
   *     examples, and the last checkpoint stays
   * @throws IOException if an image cannot be read, or checkpoint or journal cannot be written
   */
  double runTo(long last, HeldOut heldOut, RunProgress progress) throws IOException {
    double score = Double.NaN;
    try (BatchesAhead batches = new BatchesAhead(tokens, parts(checkpoint.step(), last))) {
      double saving = 0;
      for (long step = checkpoint.step(); step < last; step++) {
        long from = System.nanoTime();
        Learnt learnt = step(step, batches);
        long done = step + 1;
        progress.step(learnt.told(done, plan, saving + secondsSince(from)));
        saving = 0;
        if (done % settings.checkpointEvery() == 0 || done == last) {
          long before = System.nanoTime();
          checkpoint.save(network.adapter(), done);
          saving = secondsSince(before);
          if (!heldOut.isEmpty()) {
            score = heldOut.loss(network);
            progress.scores(done, Map.of(HeldOut.SCORE, score));
          }
        }
      }
    }
    return score;
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }

  private Iterator<List<Lesson>> parts(long first, long last) {
    return LongStream.range(first, last)
        .boxed()
        .flatMap(step -> plan.parts(step).stream())
        .iterator();
  }

  /** What a step did. */
  private record Learnt(int rows, double loss, double norm, double rate, double flops) {

    RunProgress.Step told(long done, EpochPlan plan, double seconds) {
      OptionalDouble epoch = OptionalDouble.of(plan.epochs(done));
      return new RunProgress.Step(done, rows, loss, norm, rate, flops, epoch, seconds);
    }
  }

  private Learnt step(long step, BatchesAhead batches) throws IOException {
    List<List<Lesson>> parts = plan.parts(step);
    List<Lesson> all = parts.stream().flatMap(List::stream).toList();
    double flops = -tokens.featureFlops();
    double loss = 0;
    for (List<Lesson> lessons : parts) {
      AnswerBatch batch = batches.take();
      double share = (double) answerTokens(lessons) / answerTokens(all);
      double part = network.accumulate(batch, lessons, share);
      requireFinite(part, "loss", step, lessons);
      loss += share * part;
      flops += network.flops(batch);
    }
    double rate = settings.rateAt(step, plan.steps());
    double norm = network.update(rate);
    requireFinite(norm, "gradient", step, all);
    return new Learnt(all.size(), loss, norm, rate, flops + tokens.featureFlops());
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
}
