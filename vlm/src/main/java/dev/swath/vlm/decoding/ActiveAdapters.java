package dev.swath.vlm.decoding;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

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
   * What the network needs to know of the tokens' adapters: nothing if none has one, the adapter if
   * all have the same, else the tokens that have one, and of each of these which.
   *
   * @param places of each token's adapter, -1 for none
   */
  static List<long[]> route(int[] places) {
    int[] different = Arrays.stream(places).distinct().toArray();
    if (different.length == 1) {
      return different[0] < 0 ? List.of() : List.of(new long[] {different[0]});
    }
    int[] tokens = IntStream.range(0, places.length).filter(token -> places[token] >= 0).toArray();
    return List.of(
        Arrays.stream(tokens).asLongStream().toArray(),
        Arrays.stream(tokens).mapToLong(token -> places[token]).toArray());
  }
}
