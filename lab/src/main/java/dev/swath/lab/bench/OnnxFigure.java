package dev.swath.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.bench.Figure.Goal;
import dev.swath.lab.train.PublishedConfig;
import dev.swath.lab.train.WholeFolder;
import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The vision encoder against ONNX Runtime: the same weights, images and number of threads. */
public final class OnnxFigure {

  private static final String PEER = "ONNX Runtime";
  private static final Goal GOAL = Goal.atLeast(1);

  private static final String LIMITS =
      "ONNX Runtime packs its weights for the product once, which Swath does not: it would be a second form of them,"
          + " which learning and exporting must not meet. By a profile of its operators Swath spends 10 % of the time laying"
          + " out biases before products, 3 to 4 % on norms and 1 to 2 % on residuals.";

  /** The largest difference of two features that rounding explains. */
  private static final double TOLERANCE = 1e-3;

  private OnnxFigure() {}

  /**
   * Measures both; if the peer cannot be run or computes something else, the figure says why.
   *
   * @param title the encoder's name
   * @param images that are encoded together
   * @param rounds how often both are measured in turn
   */
  public static Figure measure(
      String title, ModelConfig.Vision config, int images, Peers peers, int rounds) {
    try {
      Path folder = Files.createTempDirectory("swath-peer");
      try {
        return measure(title, config, images, peers, rounds, folder);
      } finally {
        WholeFolder.delete(folder);
      }
    } catch (PeerException | IOException e) {
      return notRun(title, images, e.getMessage());
    }
  }

  static Figure notRun(String title, int images, String reason) {
    return Figure.notRun(name(title, images), PEER, GOAL, reason);
  }

  private static Figure measure(
      String title, ModelConfig.Vision config, int images, Peers peers, int rounds, Path folder)
      throws PeerException, IOException {
    int size = config.imageSize();
    float[] pixels = random(images * 3 * size * size);
    write(folder.resolve("pixels.f32"), pixels);
    List<String> command =
        peers.onnxRuntime(
            folder.toString(), Integer.toString(images), Integer.toString(Torch.threads()));
    List<JsonNode> runs = new ArrayList<>();
    Pairs pairs;
    float[] features;
    try (TorchNetwork network = new RandomWeights(1).encoder(config)) {
      RandomWeights.write(folder, PublishedConfig.vision(config), network);
      features = EncodeFigures.features(network, pixels, images, size);
      pairs =
          Pairs.<PeerException>inTurn(
              rounds,
              () ->
                  images
                      / best(
                          tries(runs), () -> EncodeFigures.seconds(network, pixels, images, size)),
              () -> {
                JsonNode run = PeerProcess.run(PEER, peers.classPath(), folder, command);
                runs.add(run);
                return images / run.required("seconds").asDouble();
              });
    }
    double difference = difference(features, read(folder.resolve("features.f32")));
    return Figure.of(
            name(title, images),
            PEER + " " + runs.get(0).required("version").asText(),
            rate(pairs.own()),
            rate(pairs.other()),
            pairs.ratio(),
            GOAL)
        .noting(
            "features differ by up to %.1g; threads: %d; attention as %s"
                .formatted(
                    difference,
                    Torch.threads(),
                    runs.stream()
                        .map(run -> run.required("attention").asText())
                        .distinct()
                        .collect(Collectors.joining(" or "))))
        .limitedBy(LIMITS);
  }

  /** The peer counts the fastest of several medians; so do we, or the luckier one would win. */
  private static int tries(List<JsonNode> runs) {
    return runs.get(runs.size() - 1).required("tries").asInt();
  }

  private static double best(int tries, DoubleSupplier seconds) {
    return DoubleStream.generate(seconds).limit(tries).min().orElseThrow();
  }

  private static String rate(double images) {
    return "%.1f images/s".formatted(images);
  }

  private static String name(String title, int images) {
    return "encode, %s, %d images".formatted(title, images);
  }

  private static float[] random(int count) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  /**
   * The largest difference of two features.
   *
   * @throws PeerException if it is more than rounding explains
   */
  static double difference(float[] one, float[] other) throws PeerException {
    if (one.length != other.length) {
      throw new PeerException(
          "features of other sizes: %d, %d".formatted(one.length, other.length));
    }
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = Math.abs(one[i] - other[i]);
      // Which is NaN if either is: it must not pass as a small difference.
      largest = Math.max(largest, difference);
    }
    if (!(largest <= TOLERANCE)) {
      throw new PeerException("features differ by up to %.2g".formatted(largest));
    }
    return largest;
  }

  private static void write(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  private static float[] read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
