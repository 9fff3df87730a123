package dev.swath.lab.tune;

import dev.swath.lab.train.AnswerBatch;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The micro-batches of a run, each read and encoded while the one before it is learnt. */
final class BatchesAhead implements AutoCloseable {

  private final LessonTokens tokens;
  private final Iterator<List<Lesson>> parts;
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private Future<AnswerBatch> next;

  /**
   * @param parts in the order in which they are learnt; asked one ahead
   */
  BatchesAhead(LessonTokens tokens, Iterator<List<Lesson>> parts) {
    this.tokens = tokens;
    this.parts = parts;
    prepare();
  }

  private void prepare() {
    if (parts.hasNext()) {
      List<Lesson> part = parts.next();
      next = reader.submit(() -> tokens.batch(part));
    }
  }

  /**
   * The next one.
   *
   * @throws IOException naming the example and the file, if an image cannot be read
   */
  AnswerBatch take() throws IOException {
    try {
      AnswerBatch batch = next.get();
      prepare();
      return batch;
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

  /** Waits for what nobody takes any more: the encoder must not be closed beneath it. */
  @Override
  public void close() {
    reader.shutdown();
    try {
      reader.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
