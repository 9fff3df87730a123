package dev.swath.standalone.failure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.swath.lab.scenes.SampleScenes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Many passes over one made-up place: the four made-up scenes again and again, each time with an id
 * and a date of its own.
 */
record Scenes(List<Pass> passes) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IMAGES = 4;
  private static final Instant FIRST = Instant.parse("2025-01-01T10:00:00Z");

  /**
   * A scene.
   *
   * @param id comes after the ids of earlier passes in the alphabet
   * @param item the STAC Item
   */
  record Pass(String id, byte[] item) {}

  /**
   * @param folder for the images; made if absent
   */
  static Scenes make(Path folder, int count) throws IOException {
    List<Path> items = SampleScenes.write(folder).subList(0, IMAGES);
    List<Pass> passes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ObjectNode item = (ObjectNode) JSON.readTree(items.get(i % IMAGES).toFile());
      String id = "pass-%03d".formatted(i);
      item.put("id", id);
      ((ObjectNode) item.get("properties"))
          .put("datetime", FIRST.plus(Duration.ofDays(i)).toString());
      item.get("assets")
          .forEach(
              asset -> {
                String file = asset.get("href").asText().replaceFirst("^\\./", "");
                ((ObjectNode) asset).put("href", folder.resolve(file).toUri().toString());
              });
      passes.add(new Pass(id, JSON.writeValueAsBytes(item)));
    }
    return new Scenes(List.copyOf(passes));
  }

  /** Whether two passes follow each other. */
  boolean consecutive(String before, String after) {
    List<String> ids = passes.stream().map(Pass::id).toList();
    return ids.contains(before) && ids.indexOf(after) == ids.indexOf(before) + 1;
  }
}
