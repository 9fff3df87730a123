package dev.swath.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ONNX file in ONNX Runtime, with all of its optimizations, and with room for input and output
 * that nothing is copied from or to.
 */
final class OnnxEncoder implements AutoCloseable {

  private final OrtSession session;
  private final OnnxTensor pixels;
  private final OnnxTensor features;
  private final FloatBuffer result;

  /**
   * @param pixels [B, 3, S, S]
   * @param threads that compute
   */
  OnnxEncoder(Path file, SiglipSizes sizes, float[] pixels, long images, int threads)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      this.session = environment.createSession(file.toString(), options);
    }
    this.pixels =
        OnnxTensor.createTensor(
            environment,
            direct(pixels.length).put(pixels).flip(),
            new long[] {images, 3, sizes.imageSize(), sizes.imageSize()});
    long[] shape = {images, sizes.tokens(), sizes.width()};
    this.result = direct(Math.toIntExact(shape[0] * shape[1] * shape[2]));
    this.features = OnnxTensor.createTensor(environment, result, shape);
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(values * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  void run() throws OrtException {
    String output = session.getOutputNames().iterator().next();
    session.run(Map.of("pixels", pixels), Map.of(output, features)).close();
  }

  /** [B, N, C], of the last run. */
  float[] features() {
    float[] values = new float[result.capacity()];
    result.get(0, values);
    return values;
  }

  @Override
  public void close() throws OrtException {
    features.close();
    pixels.close();
    session.close();
  }
}
