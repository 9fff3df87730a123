package dev.swath.lab.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Examples as lines of JSON: {@code {"id": "1", "kind": "pair", "task": "change_caption", "images":
 * ["a.png", "b.png"], "instruction": "...", "answers": ["..."]}}. Images are files, relative to the
 * lines' file: one, or two of a pair, or the frames of a video in their order. {@code "split"} may
 * be train (if there is none), validation or test.
 */
public final class ExampleLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ExampleLines() {}

  /**
   * @throws IOException naming file and line, if it cannot be used
   */
  public static List<Example> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no mixture " + file);
    }
    List<Example> examples = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          examples.add(example(file, i + 1, JSON.readTree(lines.get(i))));
        } catch (JsonProcessingException e) {
          throw new IOException(
              "%s:%d is not JSON: %s".formatted(file, i + 1, e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
          throw new IOException("%s:%d: %s".formatted(file, i + 1, e.getMessage()));
        }
      }
    }
    return examples;
  }

  private static Example example(Path file, int line, JsonNode json) {
    ImageKind kind = one(ImageKind.class, json, "kind", "image");
    List<Path> images = new ArrayList<>();
    for (String image : texts(json, "images")) {
      images.add(file.toAbsolutePath().resolveSibling(image).normalize());
    }
    int wanted = kind == ImageKind.PAIR ? 2 : 1;
    if (kind != ImageKind.VIDEO && images.size() != wanted) {
      throw new IllegalArgumentException(
          "kind '%s' has %d in \"images\", got %d"
              .formatted(kind.name().toLowerCase(Locale.ROOT), wanted, images.size()));
    }
    List<Media> media =
        kind == ImageKind.VIDEO
            ? List.of(new ImageFiles(images))
            : images.stream().<Media>map(image -> new ImageFiles(List.of(image))).toList();
    String id = json.path("id").asText("line " + line);
    return new Example(
        id,
        kind,
        one(Task.class, json, "task", "conversation"),
        json.path("type").asText(""),
        media,
        text(json, "instruction"),
        texts(json, "answers"),
        json.path("group").asText(images.get(0).toString()),
        one(Split.class, json, "split", "train"));
  }

  private static String text(JsonNode json, String name) {
    String text = json.path(name).asText("");
    if (text.isBlank()) {
      throw new IllegalArgumentException("there is no \"" + name + "\"");
    }
    return text;
  }

  private static List<String> texts(JsonNode json, String name) {
    List<String> texts = new ArrayList<>();
    json.path(name).forEach(text -> texts.add(text.asText()));
    if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("\"" + name + "\" must be a list of at least one text");
    }
    return texts;
  }

  private static <E extends Enum<E>> E one(
      Class<E> type, JsonNode json, String name, String fallback) {
    String text = json.path(name).asText(fallback);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is '%s'; it may be one of %s"
            .formatted(name, text, List.of(type.getEnumConstants()))
            .toLowerCase(Locale.ROOT));
  }
}
