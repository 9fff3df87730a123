package dev.swath.vlm.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.torch.TorchObject;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightBinderTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"F64, 8", "F32, 4", "F16, 2", "BF16, 2"})
  void everyFloatingTypeBindsToItsValues(String dtype, int width) throws IOException {
    int count = 15;
    ByteBuffer bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
    float[] expected = new float[count];
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      expected[i] = put(bytes, dtype, random);
    }
    RawSafeTensors.write(
        folder.resolve("model.safetensors"),
        RawSafeTensors.header("x", dtype, new long[] {3, 5}, 0, bytes.capacity()),
        bytes.array());
    TorchObject probe = TorchObject.of("weights_probe", "WeightsProbe").with("loaded", Map.of());
    try (TorchNetwork network = TorchNetwork.load(probe, Torch.device());
        WeightFiles files = WeightFiles.open(folder)) {
      WeightBinder.load(network, files, Map.of("x", new long[] {3, 5}), name -> false);
      try (TorchCall call = network.call("named")) {
        Floats bound = call.runNamed().get("x");
        assertThat(bound.shape()).containsExactly(3, 5);
        assertThat(bound.values()).isEqualTo(expected);
      }
    }
  }

  /** Appends a random value in its type's bits and gives it as the formula of the type has it. */
  private static float put(ByteBuffer bytes, String dtype, Random random) {
    int bits = random.nextInt(1 << 16);
    switch (dtype) {
      case "F64" -> {
        bytes.putDouble(bits / 7.0);
        return (float) (bits / 7.0);
      }
      case "F32" -> {
        bytes.putFloat(bits / 7f);
        return bits / 7f;
      }
      default -> {
        int fraction = dtype.equals("F16") ? 10 : 7;
        int ones = (1 << 15) - (1 << fraction);
        // An exponent of all ones is infinity or no number.
        int finite = (bits & ones) == ones ? bits ^ 0x4000 : bits;
        bytes.putShort((short) finite);
        return half(finite, fraction);
      }
    }
  }

  /** A number of 16 bits: the sign, the exponent, and so many bits of fraction. */
  private static float half(int bits, int fraction) {
    int exponent = (bits & 0x7fff) >> fraction;
    int bias = (1 << 14 - fraction) - 1;
    double part = (bits & (1 << fraction) - 1) / (double) (1 << fraction);
    double value = (exponent == 0 ? part : 1 + part) * Math.pow(2, Math.max(exponent, 1) - bias);
    return (float) (bits >> 15 == 1 ? -value : value);
  }

  @Test
  void aMissingWeightIsNamedWithItsShapeAndFile() throws IOException {
    assertRefused(
        Map.of("a", new long[] {2, 3}, "b", new long[] {4}, "c", new long[] {7, 8}),
        "weight 'c' [7, 8] is missing from " + folder.resolve("model.safetensors"));
  }

  @Test
  void aLeftOverWeightIsNamedWithItsShapeAndFile() throws IOException {
    assertRefused(
        Map.of("a", new long[] {2, 3}),
        "weight 'b' [4] in " + folder.resolve("model.safetensors") + " is left over");
  }

  @Test
  void aWronglyShapedWeightIsNamedWithBothShapesAndFile() throws IOException {
    assertRefused(
        Map.of("a", new long[] {3, 2}, "b", new long[] {4}),
        "weight 'a' in %s has shape [2, 3], the configuration asks for [3, 2]"
            .formatted(folder.resolve("model.safetensors")));
  }

  @Test
  void allProblemsAreCountedAndTheFirstOnesShown() throws IOException {
    Map<String, long[]> expected = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      expected.put("missing" + i, new long[] {i});
    }
    assertRefused(expected, "'missing4' [4] is missing");
    assertRefused(expected, "and 5 more");
  }

  @Test
  void integersAreNoWeights() throws IOException {
    RawSafeTensors.write(
        folder.resolve("model.safetensors"),
        RawSafeTensors.header("x", "I32", new long[] {1}, 0, 4),
        new byte[4]);
    try (WeightFiles files = WeightFiles.open(folder)) {
      assertThatThrownBy(
              () -> WeightBinder.check(files, Map.of("x", new long[] {1}), name -> false))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("weight 'x' in " + folder.resolve("model.safetensors") + " is I32");
    }
  }

  @Test
  void whatTheNetworkDoesNotUseMayBeThere() throws IOException {
    try (WeightFiles files = files()) {
      assertThatCode(
              () ->
                  WeightBinder.check(
                      files, Map.of("a", new long[] {2, 3}), name -> name.equals("b")))
          .doesNotThrowAnyException();
    }
  }

  private WeightFiles files() throws IOException {
    SafeTensorsWriter.write(
        folder.resolve("model.safetensors"),
        Map.of(
            "a", new Floats(new long[] {2, 3}, new float[6]),
            "b", new Floats(new long[] {4}, new float[4])),
        Format.BF16,
        Map.of());
    return WeightFiles.open(folder);
  }

  private void assertRefused(Map<String, long[]> expected, String message) throws IOException {
    try (WeightFiles files = files()) {
      assertThatThrownBy(() -> WeightBinder.check(files, expected, name -> false))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(message);
    }
  }
}
