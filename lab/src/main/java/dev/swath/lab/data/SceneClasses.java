package dev.swath.lab.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the land-use classes of the datasets mean in words: our own texts, in {@code classes.json}.
 *
 * @param concepts what presence questions ask for, with its name in a sentence
 * @param datasets dataset to folder to meaning
 */
public record SceneClasses(
    Map<String, String> concepts, Map<String, Map<String, Meaning>> datasets) {

  /**
   * One class.
   *
   * @param label the answer to "what is it"
   * @param scenes noun phrases for it
   * @param details sentences that are true of most of its images
   * @param present concepts that are on each of its images
   * @param maybe concepts that are on some, so that no question asks for them
   * @param setting "rural" or "urban"; empty if it may be either
   */
  public record Meaning(
      String label,
      List<String> scenes,
      List<String> details,
      List<String> present,
      List<String> maybe,
      String setting) {}

  /** The table that comes with the lab. */
  public static SceneClasses load() {
    try (InputStream in = SceneClasses.class.getResourceAsStream("/dev/swath/lab/classes.json")) {
      JsonNode root = new ObjectMapper().readTree(in);
      Map<String, String> concepts = new LinkedHashMap<>();
      root.path("concepts")
          .properties()
          .forEach(c -> concepts.put(c.getKey(), c.getValue().asText()));
      Map<String, Map<String, Meaning>> datasets = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> dataset : root.path("datasets").properties()) {
        Map<String, Meaning> classes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : dataset.getValue().properties()) {
          JsonNode node = entry.getValue();
          classes.put(
              entry.getKey(),
              new Meaning(
                  node.path("label").asText(),
                  texts(node.path("scenes")),
                  texts(node.path("details")),
                  texts(node.path("present")),
                  texts(node.path("maybe")),
                  node.path("setting").asText("")));
        }
        datasets.put(dataset.getKey(), classes);
      }
      return new SceneClasses(concepts, datasets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The meaning of a class of a dataset. */
  public Meaning meaning(ImageClasses data, int label) {
    String name = data.classes().get(label);
    Meaning meaning = datasets.getOrDefault(data.name(), Map.of()).get(name);
    if (meaning == null) {
      throw new IllegalArgumentException(
          "classes.json says nothing of class '" + name + "' of " + data.name());
    }
    return meaning;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }
}
