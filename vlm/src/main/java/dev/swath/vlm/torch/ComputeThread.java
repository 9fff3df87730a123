package dev.swath.vlm.torch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The one thread of the process that computes networks on the CPU, call after call. libtorch shares
 * each loop out among as many threads as there are cores, and keeps such a team for every thread
 * that calls it. A call uses all cores anyway, so that two at once gain nothing; and with more
 * threads in the teams than there are cores, OpenMP puts them to sleep after every loop, which made
 * an encoder that had to share the machine with an idle decoder a third slower.
 */
final class ComputeThread {

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "swath-compute");
            thread.setDaemon(true);
            return thread;
          });

  private ComputeThread() {}

  /** Runs something there and waits for it; what it throws is thrown here. */
  static <T> T run(Supplier<T> work) {
    try {
      // Not interruptible: a caller that went on would free what the call still reads.
      return CompletableFuture.supplyAsync(work, THREAD).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
