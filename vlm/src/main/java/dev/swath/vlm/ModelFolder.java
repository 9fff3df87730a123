package dev.swath.vlm;

import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A VILA or UniRS checkpoint on disk: {@code config.json}, {@code llm/}, {@code vision_tower/},
 * {@code mm_projector/}, and LoRA adapters below {@code adapters/}. Reads the configuration;
 * weights are read by whoever computes with them.
 */
public final class ModelFolder {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

  private final Path folder;
  private final ModelConfig config;

  private ModelFolder(Path folder, ModelConfig config) {
    this.folder = folder;
    this.config = config;
  }

  /**
   * @throws WeightsException if a configuration file is missing or does not make sense
   */
  public static ModelFolder open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new ModelFolder(absolute, ModelConfig.read(absolute));
  }

  public String name() {
    return folder.getFileName().toString();
  }

  public Path path() {
    return folder;
  }

  public ModelConfig config() {
    return config;
  }

  /** The side of the encoder's square input, in pixels. */
  public int imageSize() {
    return config.vision().imageSize();
  }

  /** Visual tokens that the language model sees for one image. */
  public int tokensPerImage() {
    return config.tokensPerImage();
  }

  Path vision() {
    return folder.resolve("vision_tower");
  }

  Path projector() {
    return folder.resolve("mm_projector");
  }

  Path language() {
    return folder.resolve("llm");
  }

  ImagePreprocessor preprocessor() {
    return new ImagePreprocessor(
        imageSize(),
        config.padImages() ? ImagePreprocessor.Aspect.PAD : ImagePreprocessor.Aspect.RESIZE);
  }

  /** The PEFT folders below {@code adapters/}, by name. */
  public Map<String, Path> adapters() {
    Map<String, Path> adapters = new TreeMap<>();
    Path parent = folder.resolve("adapters");
    if (Files.isDirectory(parent)) {
      try (Stream<Path> folders = Files.list(parent)) {
        folders
            .filter(f -> Files.exists(f.resolve("adapter_config.json")))
            .forEach(f -> adapters.put(f.getFileName().toString(), f));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return adapters;
  }

  /**
   * The encoder's fingerprint: equal exactly if configuration and weights are. Features with
   * different fingerprints must not meet.
   */
  public String encoderFingerprint() {
    return fingerprint(vision());
  }

  /** The same for the language model, with projector and change module. */
  public String languageFingerprint() {
    return fingerprint(projector(), language());
  }

  /** The same for an adapter's PEFT folder, wherever it lies. */
  public static String adapterFingerprint(Path adapter) {
    return fingerprint(adapter);
  }

  /**
   * How to read the model's probabilities as confidences: from {@link Calibration#FILE}. What was
   * fitted for other weights than these is left aside with a warning.
   *
   * @throws WeightsException if the file is broken or its temperature makes no sense
   */
  public Calibration calibration() {
    Calibration calibration = Calibration.read(folder);
    if (calibration.equals(Calibration.NONE) || fits(calibration)) {
      return calibration;
    }
    LOG.warn(
        "{} was fitted for other weights than those in {}; confidences are not corrected. Fit it"
            + " again: ./swath lab calibrate",
        folder.resolve(Calibration.FILE),
        folder);
    return Calibration.NONE;
  }

  private boolean fits(Calibration calibration) {
    String adapter = calibration.adapter();
    Path own = adapters().get(adapter);
    boolean sameAdapter =
        adapter.isEmpty()
            || own != null && calibration.adapterFingerprint().equals(adapterFingerprint(own));
    return sameAdapter
        && calibration.encoder().equals(encoderFingerprint())
        && calibration.language().equals(languageFingerprint());
  }

  private static String fingerprint(Path... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path part : parts) {
        try (Stream<Path> files = Files.list(part)) {
          for (Path file : files.filter(ModelFolder::counts).sorted().toList()) {
            digest.update(file.getFileName().toString().getBytes());
            update(digest, file);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean counts(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") || name.endsWith(".safetensors") || name.endsWith(".model");
  }

  private static void update(MessageDigest digest, Path file) throws IOException {
    byte[] block = new byte[1 << 20];
    try (var in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
  }
}
