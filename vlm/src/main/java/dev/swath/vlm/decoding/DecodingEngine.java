package dev.swath.vlm.decoding;

import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.text.Tokenizer;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Decodes requests as they come, all that fit at once, in a thread of its own. Requests may be made
 * from any thread; each gets the tokens that it would get alone. Cancelling a request's future
 * frees its place with the next step.
 */
public final class DecodingEngine implements AutoCloseable {

  private final TorchNetwork network;
  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final DecodingLimits limits;
  private final int capacity;
  private final Thread thread = new Thread(this::work, "swath-decoding");
  private final List<Command> commands = new ArrayList<>();
  private boolean closed;
  private volatile DecodingStats stats = DecodingStats.NONE;

  /** Used by the thread alone. */
  private Scheduler scheduler;

  /** What is done between two steps, and who is told if it never is. */
  private record Command(Runnable work, List<? extends CompletableFuture<?>> results) {}

  /**
   * Starts decoding.
   *
   * @param network the language network with its weights bound; from now on called by this engine's
   *     thread alone, see {@link #between}
   */
  public DecodingEngine(
      TorchNetwork network, ModelConfig config, Tokenizer tokenizer, DecodingLimits limits) {
    this.network = network;
    this.config = config;
    this.tokenizer = tokenizer;
    this.limits = limits;
    this.capacity = Scheduler.capacity(config.language(), limits);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Decodes requests.
   *
   * @param adapters tells a request's adapter
   * @param lanes of each request; lanes take turns, so that many requests of one kind do not hold
   *     up few of another
   * @return for each request its answer to come
   * @throws IllegalArgumentException if a request has fewer images than its prompt, feature maps of
   *     another encoder's shape, or is too long for the model's context or the cache; then none is
   *     decoded
   */
  public List<CompletableFuture<Completion>> submit(
      List<GenerationRequest> requests,
      Function<GenerationRequest, LoadedAdapter> adapters,
      List<String> lanes) {
    List<Job> jobs =
        requests.stream().map(request -> job(request, adapters.apply(request))).toList();
    List<CompletableFuture<Completion>> results = jobs.stream().map(Job::result).toList();
    command(() -> addAll(lanes, jobs), results);
    return results;
  }

  private void addAll(List<String> lanes, List<Job> jobs) {
    for (int i = 0; i < jobs.size(); i++) {
      scheduler.add(lanes.get(i), jobs.get(i));
    }
  }

  private Job job(GenerationRequest request, LoadedAdapter adapter) {
    RequestTokens tokens = RequestTokens.of(request, tokenizer, config);
    if (tokens.space() > capacity) {
      throw new IllegalArgumentException(
          "a prompt of %d tokens and an answer of up to %d do not fit the KV cache of %d tokens"
                  .formatted(tokens.length(), tokens.limit(), capacity)
              + " (%d bytes); make the cache larger".formatted(limits.cacheBytes()));
    }
    Answer answer = new Answer(tokens, config.language().eos());
    return new Job(tokens, adapter, answer, new CompletableFuture<>());
  }

  /**
   * Runs something between two steps, such as a call of the network that decoding does not make.
   */
  public void between(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    command(
        () -> {
          try {
            work.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        },
        List.of(done));
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Drops an adapter's weights when its last answer has ended. */
  public void drop(LoadedAdapter adapter) {
    between(() -> scheduler.leave(adapter));
  }

  /** Whether it still decodes; not when it was closed, nor when a failure has ended it. */
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** What has been decoded since the start. */
  public DecodingStats stats() {
    return stats;
  }

  private synchronized void command(Runnable work, List<? extends CompletableFuture<?>> results) {
    if (closed) {
      results.forEach(result -> result.completeExceptionally(over()));
    } else {
      commands.add(new Command(work, results));
      notifyAll();
    }
  }

  /** Nothing is wrong with a request that ends this way: asked elsewhere, it is answered. */
  private static CancellationException over() {
    return new CancellationException("the language model is closed");
  }

  private void work() {
    Throwable cause = over();
    try {
      scheduler = new Scheduler(network, config.language(), tokenizer::decode, limits);
      while (runCommands()) {
        scheduler.step();
        stats = scheduler.stats();
      }
    } catch (RuntimeException | Error e) {
      cause = e;
    } finally {
      end(cause);
    }
  }

  private synchronized void end(Throwable cause) {
    closed = true;
    commands.stream()
        .flatMap(command -> command.results().stream())
        .forEach(result -> result.completeExceptionally(cause));
    if (scheduler != null) {
      scheduler.jobs().forEach(job -> job.result().completeExceptionally(cause));
    }
  }

  /**
   * Runs what came since the last step; waits while there is nothing to do.
   *
   * @return false when the engine is closed
   */
  private boolean runCommands() {
    List<Command> now;
    synchronized (this) {
      while (commands.isEmpty() && scheduler.idle() && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          return false;
        }
      }
      if (closed) {
        return false;
      }
      now = List.copyOf(commands);
      commands.clear();
    }
    now.forEach(command -> command.work().run());
    return true;
  }

  /** Ends all requests that are not done, with an error, and waits for the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
