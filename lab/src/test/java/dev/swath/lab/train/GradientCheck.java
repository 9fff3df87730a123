package dev.swath.lab.train;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Holds gradients against central differences of fourth order, both in double precision, at random
 * entries of every trained tensor. Runs the classes of {@code gradient_probe.py}.
 */
final class GradientCheck implements AutoCloseable {

  private static final double TOLERANCE = 1e-6;

  /** Below this size a gradient and its difference are rounding: some are zero in theory. */
  private static final double ZERO = 1e-9;

  /**
   * Where a step crosses the kink of a ReLU, a smaller one does not; none mends a wrong gradient.
   */
  private static final double[] STEPS = {1e-4, 1e-5, 1e-6};

  private static final int ENTRIES_A_TENSOR = 4;

  private final TorchNetwork network;
  private final List<Floats> inputs;
  private final Random random;
  private double largest;
  private int checked;

  /**
   * @param object the training network whose loss is checked
   * @param weights its weights by name; all should be random, for a zero hides mistakes
   */
  GradientCheck(
      String probe,
      TorchObject object,
      Map<String, Floats> weights,
      List<Floats> inputs,
      Random random) {
    this.inputs = inputs;
    this.random = random;
    this.network =
        TorchNetwork.load(
            TorchObject.of("gradient_probe", probe).with("net", object).with("found", List.of()),
            Torch.device());
    weights.forEach(this::add);
    network.train("bind").runAndClose();
  }

  private void add(String name, Floats weight) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(4 * weight.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weight.values());
    try (TorchCall call = network.train("add")) {
      call.text(name).bytes(bytes).text("F32").integers(weight.shape()).integer(0).run();
    }
  }

  /** What is wrong, a line an entry. */
  List<String> mistakes() {
    long[] sizes;
    try (TorchCall call = network.train("sizes")) {
      sizes = call.runLongs();
    }
    try (TorchCall call = network.train("gradients")) {
      call.floatsList(inputs).runReal();
    }
    List<String> mistakes = new ArrayList<>();
    for (int tensor = 0; tensor < sizes.length; tensor++) {
      for (int i = 0; i < ENTRIES_A_TENSOR; i++) {
        check(tensor, (long) (random.nextDouble() * sizes[tensor]), mistakes);
      }
    }
    return mistakes;
  }

  /** The largest gradient that was checked: a check of zeros only shows nothing. */
  double largest() {
    return largest;
  }

  int checked() {
    return checked;
  }

  private void check(int tensor, long at, List<String> mistakes) {
    double gradient;
    try (TorchCall call = network.train("gradient")) {
      gradient = call.integer(tensor).integer(at).runReal();
    }
    checked++;
    largest = Math.max(largest, Math.abs(gradient));
    double difference = Double.NaN;
    for (double step : STEPS) {
      difference = difference(tensor, at, step);
      double size = Math.max(Math.abs(gradient), Math.abs(difference));
      if (Math.abs(gradient - difference) <= TOLERANCE * size + ZERO) {
        return;
      }
    }
    mistakes.add(
        "tensor %d entry %d: gradient %.12g, difference %.12g"
            .formatted(tensor, at, gradient, difference));
  }

  private double difference(int tensor, long at, double h) {
    double near = nudged(tensor, at, h) - nudged(tensor, at, -h);
    double far = nudged(tensor, at, 2 * h) - nudged(tensor, at, -2 * h);
    return (8 * near - far) / (12 * h);
  }

  private double nudged(int tensor, long at, double by) {
    try (TorchCall call = network.train("nudged")) {
      return call.floatsList(inputs).integer(tensor).integer(at).real(by).runReal();
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
