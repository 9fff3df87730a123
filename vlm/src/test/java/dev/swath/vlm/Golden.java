package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.SafeTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The inputs and outputs of the published code that the tests compare with. */
public final class Golden {

  /** The largest difference to the published code that rounding explains. */
  static final double TOLERANCE = 1e-4;

  private Golden() {}

  /** A file or folder of the golden cases. */
  public static Path path(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden").toURI()).resolve(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(Files.readString(path(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Floats floats(String file, String tensor) {
    try (SafeTensors tensors = SafeTensors.open(path(file))) {
      return new Floats(tensors.entries().get(tensor).shape(), tensors.floats(tensor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static long[] longs(String file, String tensor) {
    try (SafeTensors tensors = SafeTensors.open(path(file))) {
      return tensors.longs(tensor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      // Which is NaN if either is: it must not pass as a small difference.
      largest = Math.max(largest, difference);
    }
    assertThat(largest).as("largest difference").isLessThanOrEqualTo(TOLERANCE);
  }
}
