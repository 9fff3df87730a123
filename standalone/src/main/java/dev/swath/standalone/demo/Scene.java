package dev.swath.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A STAC Item in a file.
 *
 * @param id the scene's id
 * @param acquired when it was acquired; the beginning of time if the Item does not say
 * @param json the Item, with a self link to its file, so that its relative asset links mean files
 *     beside it
 */
public record Scene(String id, Instant acquired, byte[] json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Every STAC Item in the files {@code *.json} below a folder, in the order of acquisition. Other
   * JSON files are passed over.
   *
   * @throws IllegalArgumentException if there is none, or a file is not JSON
   */
  public static List<Scene> below(Path folder) throws IOException {
    return below(folder, folder.toAbsolutePath().normalize().toUri());
  }

  /**
   * The same for services that see the folder elsewhere.
   *
   * @param seenAs where they see it, ending in a slash
   */
  public static List<Scene> below(Path folder, URI seenAs) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder.toAbsolutePath());
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    List<Scene> scenes = new ArrayList<>();
    for (Path file : files) {
      read(file, seenAs.toString() + folder.toUri().relativize(file.toUri()))
          .ifPresent(scenes::add);
    }
    if (scenes.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no STAC Item (*.json) below " + folder.toAbsolutePath().normalize());
    }
    scenes.sort(Comparator.comparing(Scene::acquired).thenComparing(Scene::id));
    return scenes;
  }

  private static Optional<Scene> read(Path file, String self) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!(json instanceof ObjectNode item) || !item.has("stac_version") || !isFeature(item)) {
      return Optional.empty();
    }
    ArrayNode links = item.putArray("links");
    links.addObject().put("rel", "self").put("href", self);
    return Optional.of(
        new Scene(item.path("id").asText(), timeOf(item), JSON.writeValueAsBytes(item)));
  }

  private static boolean isFeature(JsonNode item) {
    return "Feature".equals(item.path("type").asText());
  }

  private static Instant timeOf(JsonNode item) {
    JsonNode properties = item.path("properties");
    String time =
        properties.hasNonNull("datetime")
            ? properties.path("datetime").asText()
            : properties.path("start_datetime").asText();
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      // It is the ingest service that judges an Item; here only the order is at stake.
      return Instant.MIN;
    }
  }
}
