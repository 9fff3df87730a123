package dev.swath.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.WeightsException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialiserTest {

  private static final Map<String, long[]> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("first.weight", new long[] {2, 3});
    SHAPES.put("second.weight", new long[] {3, 2});
  }

  @Test
  void givenWeightsAreKeptAndTheOthersAreTheRandomOnesOfTheSeed() {
    Floats given = new Floats(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6});
    Map<String, Floats> weights =
        Initialiser.from(Map.of("first.weight", given, "unknown", given), SHAPES, 1, 9);
    assertThat(weights.keySet()).isEqualTo(SHAPES.keySet());
    assertThat(weights.get("first.weight")).isSameAs(given);
    assertThat(weights.get("second.weight").values())
        .isEqualTo(Initialiser.random(SHAPES, 1, 9).get("second.weight").values());
  }

  @Test
  void aGivenWeightOfAnotherShapeIsNamedWithBothShapes() {
    Floats given = new Floats(new long[] {3, 2}, new float[6]);
    assertThatThrownBy(() -> Initialiser.from(Map.of("first.weight", given), SHAPES, 1, 9))
        .isInstanceOf(WeightsException.class)
        .hasMessage("weight 'first.weight' to begin with is [3, 2], but this network's is [2, 3]");
  }
}
