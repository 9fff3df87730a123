package dev.swath.vlm.weights;

import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives a network the weights it expects, by name, after checking all of them: nothing missing,
 * nothing left over, every shape right.
 */
public final class WeightBinder {

  private static final Set<String> FLOATING = Set.of("F64", "F32", "F16", "BF16");

  private WeightBinder() {}

  /**
   * @param expected names to shapes
   * @param unused names that the checkpoint may have and the network does not compute with
   * @throws WeightsException naming the weight, the file and both shapes
   */
  public static void check(
      WeightFiles files, Map<String, long[]> expected, Predicate<String> unused) {
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          if (!files.names().contains(name)) {
            problems.add(
                "weight '%s' %s is missing from %s"
                    .formatted(name, Arrays.toString(shape), files.source()));
          } else if (!Arrays.equals(files.entry(name).shape(), shape)) {
            problems.add(
                "weight '%s' in %s has shape %s, the configuration asks for %s"
                    .formatted(
                        name,
                        files.fileOf(name),
                        Arrays.toString(files.entry(name).shape()),
                        Arrays.toString(shape)));
          } else if (!FLOATING.contains(files.entry(name).dtype())) {
            problems.add(
                "weight '%s' in %s is %s; expected one of %s"
                    .formatted(name, files.fileOf(name), files.entry(name).dtype(), FLOATING));
          }
        });
    for (String name : files.names()) {
      if (!expected.containsKey(name) && !unused.test(name)) {
        problems.add(
            "weight '%s' %s in %s is left over: the configuration has no place for it"
                .formatted(name, Arrays.toString(files.entry(name).shape()), files.fileOf(name)));
      }
    }
    if (!problems.isEmpty()) {
      String shown = String.join("; ", problems.subList(0, Math.min(5, problems.size())));
      String more = problems.size() > 5 ? "; and " + (problems.size() - 5) + " more" : "";
      throw new WeightsException(shown + more);
    }
  }

  /** Checks, then hands each weight to the network's {@code add} method. */
  public static void load(
      TorchNetwork network,
      WeightFiles files,
      Map<String, long[]> expected,
      Predicate<String> unused)
      throws IOException {
    check(files, expected, unused);
    for (String name : expected.keySet()) {
      add(network, files, name, name);
    }
  }

  /**
   * Hands one weight to the network's {@code add} method.
   *
   * @param as the name that the network knows it by
   */
  public static void add(TorchNetwork network, WeightFiles files, String name, String as)
      throws IOException {
    add(() -> network.call("add"), files, name, as);
  }

  /**
   * Hands one weight, piece by piece, to calls of a method (name, bytes, dtype, shape, which value
   * is the piece's first).
   *
   * @param method begins a call
   */
  public static void add(Supplier<TorchCall> method, WeightFiles files, String name, String as)
      throws IOException {
    SafeTensors.Entry entry = files.entry(name);
    long at = 0;
    do {
      ByteBuffer piece = files.piece(name, at);
      try (TorchCall call = method.get()) {
        call.text(as).bytes(piece).text(entry.dtype()).integers(entry.shape());
        call.integer(at / entry.width()).run();
      }
      at += piece.limit();
    } while (at < entry.size());
  }
}
