package dev.swath.vlm.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensorsWriter.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

  @TempDir Path folder;

  @Test
  void valuesWrittenInF32ComeBackToTheBit() throws IOException {
    Map<String, Floats> tensors = tensors(new Random(1));
    Path file = write(tensors, Format.F32);
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThat(read.entries().keySet()).containsExactlyElementsOf(tensors.keySet());
      assertThat(read.metadata()).containsEntry("format", "pt").containsEntry("step", "12");
      for (String name : tensors.keySet()) {
        assertThat(read.entries().get(name).shape()).isEqualTo(tensors.get(name).shape());
        assertThat(read.floats(name)).isEqualTo(tensors.get(name).values());
      }
    }
  }

  @Test
  void valuesWrittenInBf16ComeBackAsTheNearestOnes() throws IOException {
    Map<String, Floats> tensors = tensors(new Random(2));
    try (SafeTensors read = SafeTensors.open(write(tensors, Format.BF16))) {
      for (String name : tensors.keySet()) {
        float[] expected = tensors.get(name).values();
        float[] actual = read.floats(name);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
          // Seven bits behind the point: at most half of the last one is lost.
          assertThat(Math.abs(actual[i] - expected[i]))
              .isLessThanOrEqualTo(Math.ulp(expected[i]) * (1 << 15));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // 1 + 2^-8 lies between two bf16 values, the even one is 1; 1 + 3 * 2^-8 between two others.
    "0x1.01p0, 0x1.0p0",
    "0x1.03p0, 0x1.04p0",
    "0x1.010002p0, 0x1.02p0",
    "-0x1.01p0, -0x1.0p0",
    "0x1.fffffep127, Infinity",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
    "NaN, NaN",
    "-0.0, -0.0",
    "0x1.0p-133, 0x1.0p-133"
  })
  void bf16RoundsToTheNearestAndTiesToEven(String value, String expected) throws IOException {
    Floats tensor = new Floats(new long[] {1}, new float[] {Float.parseFloat(value)});
    try (SafeTensors read = SafeTensors.open(write(Map.of("x", tensor), Format.BF16))) {
      assertThat(read.floats("x")).containsExactly(Float.parseFloat(expected));
    }
  }

  @Test
  void aTensorBeyondTwoGigabytesIsReadFromItsPlace() throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("first", new long[] {2});
    shapes.put("large", new long[] {5, 1 << 27});
    shapes.put("last", new long[] {3});
    Path file = folder.resolve("model.safetensors");
    long data = RawSafeTensors.sparse(file, shapes, "F32", 4);
    long last = data + 8 + (5L << 29);
    assertThat(last).isGreaterThan(Integer.MAX_VALUE);
    ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    values.putFloat(0.5f).putFloat(-3).putFloat(1e-20f).flip();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(values, last);
    }
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThat(read.floats("last")).containsExactly(0.5f, -3, 1e-20f);
      assertThat(read.floats("first")).containsExactly(0, 0);
      ByteBuffer end = ByteBuffer.allocate(8);
      read.read("large", (5L << 29) - 8, end);
      assertThat(end.hasRemaining()).isFalse();
      assertThatThrownBy(() -> read.bytes("large"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("'large'")
          .hasMessageContaining("2684354560 bytes");
    }
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(write(tensors(new Random(3)), Format.F32));
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      int length = i < 12 ? i : i == 12 ? whole.length - 1 : random.nextInt(whole.length);
      Path file = folder.resolve("cut" + i);
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafeTensors.open(file))
          .as("cut to %d of %d bytes", length, whole.length)
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 93})
  void anAbsurdHeaderLengthIsRefusedWithoutReadingThatFar(long length) throws IOException {
    Path file = folder.resolve("absurd");
    ByteBuffer bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(length).array());
    assertThatThrownBy(() -> SafeTensors.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("header has " + length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"x\":", "not json", "[]", "null", "7", "        "})
  void aHeaderThatIsNoJsonObjectIsRefused(String header) throws IOException {
    Path file = RawSafeTensors.write(folder.resolve("broken"), header);
    assertThatThrownBy(() -> SafeTensors.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file + " has a broken header");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, 9",
    "2, 0, 16",
    "2, 4, 12",
    "2, -8, 0",
    "2, 8, 0",
    "-2, 0, 8",
    "2, 9223372036854775800, 9223372036854775807",
    "4611686018427387906, 0, 8",
    "2305843009213693952, 0, 0"
  })
  void offsetsOutsideTheFileOrUnlikeTheShapeAreRefused(long side, long begin, long end)
      throws IOException {
    String header = RawSafeTensors.header("odd", "F32", new long[] {side}, begin, end);
    Path file = RawSafeTensors.write(folder.resolve("odd"), header, new byte[8]);
    assertThatThrownBy(() -> SafeTensors.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("'odd'")
        .hasMessageContaining("does not fit");
  }

  @Test
  void anUnknownTypeIsNamed() throws IOException {
    String header = RawSafeTensors.header("q", "F4", new long[] {2}, 0, 1);
    Path file = RawSafeTensors.write(folder.resolve("f4"), header, new byte[1]);
    assertThatThrownBy(() -> SafeTensors.open(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("'q'")
        .hasMessageContaining("'F4'");
  }

  @Test
  void aTensorThatIsNotThereOrOfAnotherTypeIsNamed() throws IOException {
    Path file = write(tensors(new Random(5)), Format.F32);
    try (SafeTensors read = SafeTensors.open(file)) {
      assertThatThrownBy(() -> read.floats("absent"))
          .isInstanceOf(WeightsException.class)
          .hasMessage(file + " has no tensor 'absent'");
      assertThatThrownBy(() -> read.longs("matrix"))
          .isInstanceOf(WeightsException.class)
          .hasMessage(file + ": tensor 'matrix' is F32, not I64");
    }
  }

  private Path write(Map<String, Floats> tensors, Format format) throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensorsWriter.write(file, tensors, format, Map.of("step", "12"));
    return file;
  }

  private static Map<String, Floats> tensors(Random random) {
    Map<String, Floats> tensors = new LinkedHashMap<>();
    tensors.put("matrix", tensor(random, 7, 5));
    tensors.put("scalar", tensor(random));
    tensors.put("empty", tensor(random, 0, 3));
    tensors.put("a name with ünicode \"quotes\"", tensor(random, 2, 1, 3));
    return tensors;
  }

  private static Floats tensor(Random random, long... shape) {
    int size = 1;
    for (long side : shape) {
      size *= (int) side;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(60) - 30);
    }
    return new Floats(shape, values);
  }
}
