package dev.swath.servicekit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the model is, {@code swath.model.*}.
 *
 * @param path a VILA or UniRS checkpoint folder; relative to the working directory
 */
@ConfigurationProperties("swath.model")
public record ModelSettings(@DefaultValue("models/swath-compact") Path path) {

  /**
   * The folder, known to be there.
   *
   * @throws ConfigurationException if it is not
   */
  public Path folder() {
    if (!Files.isDirectory(path)) {
      throw new ConfigurationException(
          "swath.model.path",
          "There is no model folder at " + path.toAbsolutePath().normalize() + ".",
          "Set swath.model.path to a VILA or UniRS checkpoint folder (it holds config.json, llm/,"
              + " vision_tower/ and mm_projector/), or start in the folder where"
              + " models/swath-compact is.");
    }
    return path;
  }
}
