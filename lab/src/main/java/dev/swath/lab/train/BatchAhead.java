package dev.swath.lab.train;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes the batch of the next step in a thread of its own while a step runs. */
final class BatchAhead implements AutoCloseable {

  private final TorchNetwork network;
  private final Stage stage;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private CompletableFuture<TorchCall> next;

  BatchAhead(TorchNetwork network, Stage stage) {
    this.network = network;
    this.stage = stage;
  }

  /** Begins to make a batch; the one before must have been taken. */
  void prepare(long step) {
    next = CompletableFuture.supplyAsync(() -> make(step), thread);
  }

  private TorchCall make(long step) {
    TorchCall call = network.train("step");
    try {
      stage.step(call, step);
      return call;
    } catch (RuntimeException | Error e) {
      call.close();
      throw e;
    }
  }

  /**
   * The batch that was prepared, to be closed by the caller; what failed in making it is thrown.
   */
  TorchCall take() {
    CompletableFuture<TorchCall> taken = next;
    next = null;
    try {
      return taken.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits for a batch that nobody takes any more: the network must not be closed beneath it. */
  @Override
  public void close() {
    if (next != null) {
      try {
        next.join().close();
      } catch (CompletionException | CancellationException e) {
        // It could not be made, so there is none to free.
      }
    }
    thread.shutdown();
  }
}
