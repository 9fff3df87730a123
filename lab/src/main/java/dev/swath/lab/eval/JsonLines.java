package dev.swath.lab.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Dataset.BrokenRecord;
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

/**
 * Examples in a file of JSON lines, each with "image", "split" (train, val, test) and either
 * "captions" or "question" and "answer". Images lie beside the file, in folders or in a zip of the
 * first folder's name.
 */
final class JsonLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonLines() {}

  /**
   * @throws IOException if the file cannot be read
   */
  static Dataset read(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    List<BrokenRecord> broken = new ArrayList<>();
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      line++;
      try {
        if (!text.isBlank()) {
          examples.add(example(file, line, JSON.readTree(text)));
        }
      } catch (JsonProcessingException e) {
        broken.add(new BrokenRecord(file.toString(), line, "no JSON: " + e.getOriginalMessage()));
      } catch (IllegalArgumentException e) {
        broken.add(new BrokenRecord(file.toString(), line, e.getMessage()));
      }
    }
    String name = file.getFileName().toString().replace(".jsonl", "");
    return new Dataset(name, "json-lines", List.of(), examples, broken);
  }

  private static Example example(Path file, int line, JsonNode json) {
    String image = text(json, "image");
    Media media = media(file.toAbsolutePath().getParent(), image);
    boolean caption = json.has("captions");
    List<String> answers = new ArrayList<>();
    json.path("captions").forEach(one -> answers.add(one.asText()));
    if (!caption) {
      answers.add(text(json, "answer"));
    }
    String question = caption ? "" : text(json, "question");
    return new Example(
        file.getFileName() + ":" + line,
        ImageKind.IMAGE,
        caption ? Task.CAPTION : Task.QUESTION,
        caption ? "" : json.path("type").asText(type(question)),
        List.of(media),
        question,
        answers,
        image,
        split(text(json, "split")));
  }

  /** What a question asks for, by its first words. */
  private static String type(String question) {
    String lower = question.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("theme")) {
      return "theme";
    }
    if (lower.startsWith("how many")) {
      return "counting";
    }
    return lower.startsWith("is there") || lower.startsWith("does") || lower.startsWith("are there")
        ? "presence"
        : "location";
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("no text in '" + field + "'");
    }
    return json.path(field).asText();
  }

  private static Split split(String name) {
    return switch (name) {
      case "train" -> Split.TRAIN;
      case "val", "validation" -> Split.VALIDATION;
      case "test" -> Split.TEST;
      default ->
          throw new IllegalArgumentException("split '" + name + "' is not train, val or test");
    };
  }

  private static Media media(Path folder, String image) {
    Path plain = folder.resolve(image);
    if (Files.exists(plain)) {
      return new StoredPicture(plain, "");
    }
    Path zip = folder.resolve(image.split("/")[0] + ".zip");
    if (Files.exists(zip)) {
      return new StoredPicture(zip, image);
    }
    throw new IllegalArgumentException("neither " + plain + " nor " + zip + " is there");
  }
}
