package dev.swath.servicekit;

import jakarta.validation.constraints.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the model is, {@code swath.model.*}. The path is text, because Spring would look for a
 * relative {@link Path} inside the web application.
 *
 * @param path a VILA or UniRS checkpoint folder; relative to the working directory
 * @param precision in what numbers networks are computed on a CPU: full (fp32), half (bf16), or
 *     fastest, whichever a short measurement at the start finds faster; on a GPU it is bf16
 */
@Validated
@ConfigurationProperties(prefix = "swath.model", ignoreUnknownFields = false)
public record ModelSettings(
    @DefaultValue("models/swath-compact") String path,
    @DefaultValue("full")
        @Pattern(regexp = "full|half|fastest", message = "must be full, half or fastest")
        String precision) {

  /**
   * The folder, known to be there.
   *
   * @throws ConfigurationException if it is not
   */
  public Path folder() {
    Path folder = Path.of(path).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new ConfigurationException(
          "swath.model.path",
          "There is no model folder at " + folder + ".",
          "Set swath.model.path to a VILA or UniRS checkpoint folder (it holds config.json, llm/,"
              + " vision_tower/ and mm_projector/), or start in the folder where"
              + " models/swath-compact is.");
    }
    return folder;
  }

  /**
   * Loads something from the folder.
   *
   * @throws ConfigurationException if there is no folder or the loader fails
   */
  public <T> T load(Function<Path, T> loader) {
    Path folder = folder();
    try {
      return loader.apply(folder);
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          "swath.model.path",
          "The model in %s cannot be loaded: %s".formatted(folder, e.getMessage()),
          "Set swath.model.path to a whole VILA or UniRS checkpoint folder.",
          e);
    }
  }
}
