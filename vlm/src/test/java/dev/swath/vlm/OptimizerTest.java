package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The optimizer's text against the formulas, written down slowly. */
class OptimizerTest {

  private static final float[] MATRIX = {1, -2, 3, -4, 5, -6};
  private static final float[] VECTOR = {0.5f, -0.25f};
  private static final double RATE = 0.01;
  private static final double DECAY = 0.1;

  private static TorchNetwork probe() {
    TorchNetwork network =
        TorchNetwork.load(
            TorchObject.of("optim_probe", "OptimProbe")
                .with("p", List.of())
                .with("m", List.of())
                .with("v", List.of())
                .with("steps", List.of()),
            Torch.device());
    try (TorchCall call = network.train("bind")) {
      call.floats(MATRIX, 2, 3).floats(VECTOR, 2).run();
    }
    return network;
  }

  @Test
  void adamWStepsFollowTheFormulaAndDecayMatricesOnly() {
    try (TorchNetwork network = probe()) {
      double[][] slow = {widen(MATRIX), widen(VECTOR)};
      double[][] m = {new double[6], new double[2]};
      double[][] v = {new double[6], new double[2]};
      for (int step = 1; step <= 20; step++) {
        try (TorchCall call = network.train("step")) {
          call.flag(false).real(RATE).real(DECAY).run();
        }
        for (int part = 0; part < 2; part++) {
          adamW(slow[part], m[part], v[part], step, part == 0 ? DECAY : 0);
        }
      }
      List<Floats> fast = parameters(network);
      for (int part = 0; part < 2; part++) {
        Golden.assertClose(fast.get(part).values(), narrow(slow[part]));
      }
    }
  }

  private static void adamW(double[] p, double[] m, double[] v, int step, double decay) {
    for (int i = 0; i < p.length; i++) {
      double gradient = 2 * p[i];
      m[i] = 0.9 * m[i] + 0.1 * gradient;
      v[i] = 0.98 * v[i] + 0.02 * gradient * gradient;
      double first = m[i] / (1 - Math.pow(0.9, step));
      double second = v[i] / (1 - Math.pow(0.98, step));
      p[i] = p[i] * (1 - RATE * decay) - RATE * first / (Math.sqrt(second) + 1e-8);
    }
  }

  @Test
  void gradientsAreClippedToTheirGlobalNorm() {
    try (TorchNetwork network = probe();
        TorchCall call = network.train("clipped")) {
      double sum = 0;
      for (Floats gradient : call.real(1).runList()) {
        for (float value : gradient.values()) {
          sum += value * value;
        }
      }
      assertThat(Math.sqrt(sum)).isBetween(0.999, 1.001);
    }
  }

  @Test
  void aMuonStepMovesEveryDirectionAboutEqually() {
    try (TorchNetwork network = probe()) {
      try (TorchCall call = network.train("step")) {
        call.flag(true).real(RATE).real(0).run();
      }
      float[] moved = parameters(network).get(0).values();
      double[] step = new double[6];
      for (int i = 0; i < 6; i++) {
        step[i] = (MATRIX[i] - moved[i]) / (RATE * 0.2 * Math.sqrt(3));
      }
      // Orthogonal rows of length about one: Newton-Schulz brings singular values near one only.
      double first = step[0] * step[0] + step[1] * step[1] + step[2] * step[2];
      double second = step[3] * step[3] + step[4] * step[4] + step[5] * step[5];
      double across = step[0] * step[3] + step[1] * step[4] + step[2] * step[5];
      assertThat(first).isBetween(0.4, 1.6);
      assertThat(second).isBetween(0.4, 1.6);
      assertThat(Math.abs(across)).isLessThan(0.5);
    }
  }

  private static List<Floats> parameters(TorchNetwork network) {
    try (TorchCall call = network.call("parameters")) {
      return call.runList();
    }
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
