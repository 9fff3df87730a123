package dev.swath.lab.bench;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;

/**
 * How fast this process reads memory, with the threads that it has: the most that a decode step of
 * one row could read its weights with.
 */
final class ReadRate {

  private static final int MEBIBYTES = 512;
  private static final int REPETITIONS = 9;

  private ReadRate() {}

  /**
   * Bytes a second: the median of several sums over a tensor that no cache of a processor holds.
   */
  static double measure() {
    TorchObject object = TorchObject.of("read_rate", "ReadRate").with("values", List.of());
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device())) {
      try (TorchCall call = network.call("bind")) {
        call.floats(new float[1], 1).integer(MEBIBYTES * (1L << 20) / Float.BYTES).run();
      }
      double seconds = Timing.median(2, REPETITIONS, () -> read(network));
      return MEBIBYTES * (double) (1L << 20) / seconds;
    }
  }

  private static void read(TorchNetwork network) {
    try (TorchCall call = network.call("read")) {
      call.runReal();
    }
  }
}
