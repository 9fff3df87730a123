package dev.swath.lab.tune;

import dev.swath.lab.train.AnswerBatch;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** The loss on lessons that are never learnt. */
record HeldOut(List<Lesson> lessons, LessonTokens tokens, int microBatch) {

  /** The score's name in the journal. */
  static final String SCORE = "held-out loss";

  HeldOut {
    // Those of about one length together, so that little is padding.
    lessons = lessons.stream().sorted(Comparator.comparingInt(Lesson::length)).toList();
  }

  boolean isEmpty() {
    return lessons.isEmpty();
  }

  /**
   * The mean over the answers' tokens, in nats, without dropout.
   *
   * @throws IOException naming the example and the file, if an image cannot be read
   */
  double loss(TuningNetwork network) throws IOException {
    double sum = 0;
    long count = 0;
    for (int from = 0; from < lessons.size(); from += microBatch) {
      AnswerBatch batch =
          tokens.batch(lessons.subList(from, Math.min(lessons.size(), from + microBatch)));
      sum += batch.answerTokens() * network.loss(batch);
      count += batch.answerTokens();
    }
    return sum / count;
  }
}
