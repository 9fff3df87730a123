package dev.swath.vlm.decoding;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The adapters whose weights stand ready, one behind the other, for the next step. */
final class ActiveAdapters {

  /** More of them than that, for one that is needed, and those that are not needed go. */
  private static final int SPARE = 2;

  private final TorchNetwork network;
  private List<LoadedAdapter> inUse = List.of();

  ActiveAdapters(TorchNetwork network) {
    this.network = network;
  }

  /** Makes those of the rows ready. */
  void use(Collection<Row> rows) {
    TreeSet<LoadedAdapter> needed = new TreeSet<>(Comparator.comparingInt(LoadedAdapter::id));
    rows.stream().map(row -> row.job().adapter()).filter(a -> !a.isNone()).forEach(needed::add);
    if (inUse.containsAll(needed) && inUse.size() <= SPARE * needed.size()) {
      return;
    }
    List<LoadedAdapter> next = new ArrayList<>(needed);
    try (TorchCall call = network.call("use_adapters")) {
      call.integers(next.stream().mapToLong(LoadedAdapter::id).toArray())
          .reals(next.stream().mapToDouble(LoadedAdapter::scale).toArray())
          .run();
    }
    inUse = next;
  }

  /** An adapter's place among those in use; -1 for the base model. */
  int place(LoadedAdapter adapter) {
    return inUse.indexOf(adapter);
  }

  /**
   * What the network needs to know of the tokens' adapters; empty if none has one.
   *
   * @param places of each token's adapter
   */
  List<long[]> route(int[] places) {
    boolean none = Arrays.stream(places).allMatch(place -> place < 0);
    if (none) {
      return List.of();
    }
    if (Route.isWhole(places, inUse.size())) {
      return List.of(new long[] {0});
    }
    Route route = Route.of(places, inUse.size());
    return List.of(route.tokens(), route.byAdapter(), route.back());
  }
}
