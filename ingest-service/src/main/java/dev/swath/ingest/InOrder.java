package dev.swath.ingest;

import io.opentelemetry.context.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Works on pieces of something in a few threads, and hands on what they give in the order of the
 * pieces. Only a few results wait for their turn, so memory is bounded. Thread-safe.
 */
final class InOrder implements AutoCloseable {
  private final ExecutorService pool;
  private final int ahead;

  /**
   * @param threads how many pieces are worked on at the same time
   * @param name of the threads
   */
  InOrder(int threads, String name) {
    AtomicInteger number = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    // One result more than there are threads, so that none is idle while a result is handed on.
    this.ahead = threads + 1;
  }

  /**
   * Returns when everything has been handed on, or with the first exception of a piece or of {@code
   * sink}; in either case no work is going on any more.
   *
   * @param work called in threads of the pool
   * @param sink called in this thread
   * @throws IllegalStateException if this thread is interrupted
   */
  <P, R> void run(Iterable<P> pieces, Function<P, R> work, Consumer<R> sink) {
    // What is logged of a piece belongs to the trace that this thread works on.
    Function<P, R> traced = Context.current().wrapFunction(work);
    Iterator<P> next = pieces.iterator();
    Deque<CompletableFuture<R>> running = new ArrayDeque<>();
    AtomicBoolean stopped = new AtomicBoolean();
    try {
      while (next.hasNext() || !running.isEmpty()) {
        while (next.hasNext() && running.size() < ahead) {
          P piece = next.next();
          running.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    if (stopped.get()) {
                      throw new CancellationException();
                    }
                    return traced.apply(piece);
                  },
                  pool));
        }
        sink.accept(result(running.peek()));
        running.remove();
      }
    } finally {
      stopped.set(true);
      running.forEach(InOrder::awaitEnd);
    }
  }

  private static <R> R result(CompletableFuture<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for results", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for the end of some work, good or bad, even when interrupted. */
  private static void awaitEnd(CompletableFuture<?> future) {
    future.handle((result, problem) -> null).join();
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
