package dev.swath.vlm.decoding;

import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Continuous batching (Yu et al. 2022, "Orca"): requests join and leave between steps, and each
 * step is one call for all rows. A prompt that begins like one in the cache is not computed again
 * up to there: questions on one image share its tokens, and all share the template's first words.
 * Not thread-safe.
 */
final class Scheduler {

  /** It pays to wait for so many tokens that another row is about to compute. */
  private static final int WORTH_WAITING = 16;

  private final TorchNetwork network;
  private final Function<int[], String> words;
  private final DecodingLimits limits;
  private final int capacity;
  private final FairQueue queue = new FairQueue();
  private final List<LoadedAdapter> leaving = new ArrayList<>();
  private CacheGrid grid;
  private ActiveAdapters adapters;
  private long step;
  private DecodingStats stats = DecodingStats.NONE;

  /**
   * @param words what tokens are as text
   */
  Scheduler(
      TorchNetwork network,
      ModelConfig.Language config,
      Function<int[], String> words,
      DecodingLimits limits) {
    this.network = network;
    this.words = words;
    this.limits = limits;
    this.capacity = capacity(config, limits);
    clear();
  }

  private void clear() {
    grid = new CacheGrid(network, capacity);
    adapters = new ActiveAdapters(network);
  }

  /** Places that a cache of the configured size has; no more than the rows could fill. */
  static int capacity(ModelConfig.Language config, DecodingLimits limits) {
    long values = 2L * config.layers() * config.keyValueHeads() * config.headWidth();
    long bytes = values * (Torch.half() ? Short.BYTES : Float.BYTES);
    long most = Math.min(limits.cacheBytes() / bytes, (long) limits.rows() * config.context());
    return (int) Math.min(most, Integer.MAX_VALUE);
  }

  /**
   * @param lane lanes take turns
   */
  void add(String lane, Job job) {
    queue.add(lane, job);
  }

  /** Whether there is nothing to do. */
  boolean idle() {
    return queue.isEmpty() && grid.live().isEmpty();
  }

  /**
   * One step of all rows. Answers that end are given to those who wait; if the network fails, so do
   * the answers that it was working on, and no others.
   */
  void step() {
    step++;
    queue.removeDropped();
    try {
      List.copyOf(grid.live()).stream().filter(row -> row.job().dropped()).forEach(this::end);
      while (grid.live().size() < limits.rows() && admit()) {}
      if (!grid.live().isEmpty()) {
        decode();
      }
      dropUnused();
    } catch (RuntimeException e) {
      grid.live().forEach(row -> row.job().result().completeExceptionally(e));
      clear();
    }
  }

  private void decode() {
    adapters.use(grid.live());
    StepCall call = new StepCall(grid, adapters, limits.chunk());
    stats = stats.withStep(call.promptTokens(), grid.decoding().size());
    call.run(network).forEach(grid::join);
    // From the last on: what ends at the end of the grid need not change places
    List<Row> rows = List.copyOf(grid.decoding());
    for (int i = rows.size() - 1; i >= 0; i--) {
      Row row = rows.get(i);
      if (row.job().answer().ended()) {
        row.job().result().complete(row.job().answer().completion(words));
        end(row);
      }
    }
  }

  private void end(Row row) {
    grid.end(row, step);
  }

  private boolean admit() {
    return queue
        .take(job -> grid.fits(job.tokens().space()) && !shouldWait(job))
        .map(this::begin)
        .isPresent();
  }

  private Row begin(Job job) {
    Row row = grid.begin(job, step);
    stats = stats.withShared(row.prefilled());
    return row;
  }

  /** Whether a row is about to compute much of what the job needs. */
  private boolean shouldWait(Job job) {
    int has = grid.rows().stream().mapToInt(row -> row.gives(job)).max().orElse(0);
    return grid.live().stream()
        .filter(row -> row.missing() > 0)
        .anyMatch(row -> row.job().shared(job) - has >= WORTH_WAITING);
  }

  /** An adapter takes no new requests; its weights go when its last answer has ended. */
  void leave(LoadedAdapter adapter) {
    leaving.add(adapter);
    dropUnused();
  }

  private void dropUnused() {
    for (LoadedAdapter adapter : List.copyOf(leaving)) {
      boolean needed =
          Stream.concat(grid.live().stream().map(Row::job), queue.jobs().stream())
              .anyMatch(job -> job.adapter().equals(adapter));
      if (!needed) {
        leaving.remove(adapter);
        try (TorchCall call = network.call("drop_adapter")) {
          call.text(adapter.id() + ".").run();
        }
      }
    }
  }

  DecodingStats stats() {
    return stats.withRequests(grid.live().size(), queue.size());
  }

  /** Every job that is not done yet. */
  List<Job> jobs() {
    return Stream.concat(grid.live().stream().map(Row::job), queue.jobs().stream()).toList();
  }
}
