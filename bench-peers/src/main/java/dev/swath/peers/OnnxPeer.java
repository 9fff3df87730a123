package dev.swath.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Encodes images by ONNX Runtime, in a process of its own, and prints how long that takes as a line
 * of JSON. Each way to write the attention down is tried; the fastest counts.
 */
public final class OnnxPeer {

  private static final int WARM_UP = 2;
  private static final int REPETITIONS = 7;

  private OnnxPeer() {}

  /**
   * @param arguments a folder with {@code config.json}, {@code model.safetensors} in F32 and {@code
   *     pixels.f32}, where {@code features.f32} is written too: raw fp32, little-endian; how many
   *     images they are; how many threads are to compute
   */
  public static void main(String[] arguments) throws IOException, OrtException {
    Path folder = Path.of(arguments[0]);
    int images = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    SiglipSizes sizes = SiglipSizes.read(folder.resolve("config.json"));
    float[] pixels = floats(Files.readAllBytes(folder.resolve("pixels.f32")));
    double best = Double.POSITIVE_INFINITY;
    Attention fastest = null;
    for (Attention attention : Attention.values()) {
      Path file = SiglipGraph.write(folder, attention, images);
      try (OnnxEncoder encoder = new OnnxEncoder(file, sizes, pixels, images, threads)) {
        double seconds = seconds(encoder);
        if (seconds < best) {
          best = seconds;
          fastest = attention;
          Files.write(folder.resolve("features.f32"), bytes(encoder.features()));
        }
      }
    }
    System.out.println(
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "version",
                    OrtEnvironment.getEnvironment().getVersion(),
                    "attention",
                    fastest.toString(),
                    "tries",
                    Attention.values().length,
                    "seconds",
                    best)));
  }

  /** The median of several runs. */
  private static double seconds(OnnxEncoder encoder) throws OrtException {
    for (int i = 0; i < WARM_UP; i++) {
      encoder.run();
    }
    double[] seconds = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      long from = System.nanoTime();
      encoder.run();
      seconds[i] = (System.nanoTime() - from) * 1e-9;
    }
    Arrays.sort(seconds);
    return seconds[REPETITIONS / 2];
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
