package dev.swath.vlm.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchNetworkTest {

  private static final String TEXTS = "/dev/swath/vlm/torchscript/";

  @Test
  void attributesOfEveryTypeReachTheNetwork() {
    TorchObject object =
        TorchObject.of("attributes_probe", "AttributesProbe")
            .with("yes", true)
            .with("no", false)
            .with("large", -70_000)
            .with("real", 0.1)
            .with("text", "grün")
            .with("tensors", List.of())
            .with("named", Map.of())
            .with("inner", TorchObject.of("attributes_probe", "Inner").with("small", 3));
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device());
        TorchCall call = network.call("total")) {
      // TorchScript counts a text's bytes.
      assertThat(call.real(2).runReal()).isEqualTo(2 * 0.1 - 70_000 + 3 + 5 + 1000);
    }
  }

  @Test
  void anAttributeWithoutAFormIsNamed() {
    TorchObject object =
        TorchObject.of("attributes_probe", "AttributesProbe").with("tensors", List.of(1));
    assertThatThrownBy(() -> TorchNetwork.load(object, Torch.device()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tensors'")
        .hasMessageContaining("[1]");
  }

  @Test
  void aTextThatDoesNotCompileIsQuotedAtTheLine() {
    assertThatThrownBy(
            () -> TorchNetwork.load(TorchObject.of("broken_probe", "BrokenProbe"), Torch.device()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("return torch.no_such_operator(x, 2)")
        .hasMessageContaining("broken_probe.py");
  }

  @Test
  void aMissingTextIsNamed() {
    assertThatThrownBy(
            () -> TorchNetwork.load(TorchObject.of("no_such", "Network"), Torch.device()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TEXTS + "no_such.py");
  }

  @Test
  void aMissingTextThatAnotherImportsIsNamedWithIt() {
    assertThatThrownBy(
            () -> TorchNetwork.load(TorchObject.of("importing_probe", "Probe"), Torch.device()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TEXTS + "absent.py");
  }

  @Test
  void aCallThatFailsIsQuotedAtTheLineAndTheNetworkGoesOn() {
    TorchObject object = TorchObject.of("shapes_probe", "ShapesProbe");
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device())) {
      assertThatThrownBy(
              () -> {
                try (TorchCall call = network.call("product")) {
                  call.floats(new float[6], 2, 3).floats(new float[6], 2, 3).runFloats();
                }
              })
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("return torch.matmul(left, right)");
      try (TorchCall call = network.call("product")) {
        assertThat(
                call.floats(new float[] {1, 2}, 1, 2)
                    .floats(new float[] {3, 4}, 2, 1)
                    .runFloats()
                    .values())
            .containsExactly(11);
      }
    }
  }

  @Test
  void anUnknownMethodIsNamed() {
    TorchObject object = TorchObject.of("shapes_probe", "ShapesProbe");
    try (TorchNetwork network = TorchNetwork.load(object, Torch.device());
        TorchCall call = network.call("no_such_method")) {
      assertThatThrownBy(call::run).hasMessageContaining("no_such_method");
    }
  }
}
