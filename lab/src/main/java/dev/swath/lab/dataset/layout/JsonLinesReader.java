package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * JSON lines: one object a line, of one of three shapes, which may be mixed.
 *
 * <ul>
 *   <li>captions: {@code {"image", "split"?, "captions": [...]}}
 *   <li>questions: {@code {"image", "split"?, "question", "answer"}}
 *   <li>our own: {@code {"id"?, "image" | "images" | "video", "task", "type"?, "instruction",
 *       "answer" | "answers", "group"?, "split"?}}, where {@code task} is one of caption, question,
 *       count, classification, changed, change-caption, video-class, conversation; {@code images}
 *       are one, or two for before and after
 * </ul>
 *
 * Paths are relative to the data's folder or zip. Without an id it is {@code line:N}; the group is
 * the image or video unless given; a record without a split gets one by hash of its group. A key
 * that is not listed here makes the record a broken one, so that no slip of the pen goes unnoticed.
 */
final class JsonLinesReader implements LayoutReader {

  private static final List<String> KEYS =
      List.of(
          "id",
          "image",
          "images",
          "video",
          "task",
          "type",
          "instruction",
          "answer",
          "answers",
          "group",
          "split",
          "captions",
          "question");

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    Path file = dataset.source().path();
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    TreeSet<String> classes = new TreeSet<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        long at = ++number;
        String text = line.strip();
        if (!text.isEmpty()) {
          dataset.record(
              file,
              at,
              () -> {
                Example example = example(parse(text), at, media);
                dataset.add(example);
                if (example.task() == Task.CLASSIFICATION || example.task() == Task.VIDEO_CLASS) {
                  classes.addAll(example.answers());
                }
              });
        }
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file.");
    } catch (MalformedInputException e) {
      throw new IOException(file + ": is not UTF-8 text. Is it a JSON Lines file?");
    }
    dataset.classes(List.copyOf(classes));
  }

  private static JsonNode parse(String line) throws BadRecordException {
    try {
      JsonNode node = JsonRecords.MAPPER.readTree(line);
      if (node.isObject()) {
        return node;
      }
      throw new BadRecordException("is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new BadRecordException("is not JSON: " + e.getOriginalMessage());
    }
  }

  private static Example example(JsonNode node, long line, DataRoot root)
      throws IOException, BadRecordException {
    for (var names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KEYS.contains(name)) {
        throw new BadRecordException(
            "unknown key '" + name + "'; known are " + String.join(", ", KEYS));
      }
    }
    List<Media> media = media(node, root);
    ImageKind kind = kind(node, media);
    Asked asked = Asked.of(node);
    ImageKind wanted = kindOf(asked.task(), kind);
    if (kind != wanted) {
      throw new BadRecordException(
          "the task %s needs %s".formatted(Asked.name(asked.task()), needs(wanted)));
    }
    String group = Fields.optional(node, "group").orElse(String.join("+", paths(node)));
    Optional<Split> split = Fields.split(node);
    return new Example(
        Fields.optional(node, "id").orElse("line:" + line),
        kind,
        asked.task(),
        asked.type(),
        media,
        asked.instruction(),
        asked.answers(),
        group,
        split.orElseGet(() -> Splits.byHash(group)));
  }

  private static List<Media> media(JsonNode node, DataRoot root)
      throws IOException, BadRecordException {
    List<Media> media = new ArrayList<>();
    for (String path : paths(node)) {
      media.add(node.has("video") ? root.video(path) : root.image(path));
    }
    return media;
  }

  private static List<String> paths(JsonNode node) throws BadRecordException {
    int given =
        (node.has("image") ? 1 : 0) + (node.has("images") ? 1 : 0) + (node.has("video") ? 1 : 0);
    if (given != 1) {
      throw new BadRecordException("needs one of 'image', 'images', 'video'");
    }
    if (!node.has("images")) {
      return List.of(Fields.text(node, node.has("video") ? "video" : "image"));
    }
    List<String> paths = Fields.texts(node, "images");
    if (paths.size() > 2) {
      throw new BadRecordException("'images' has " + paths.size() + " paths: one or two are read");
    }
    return paths;
  }

  private static ImageKind kind(JsonNode node, List<Media> media) {
    if (node.has("video")) {
      return ImageKind.VIDEO;
    }
    return media.size() == 2 ? ImageKind.PAIR : ImageKind.IMAGE;
  }

  /** The kind that a task is about; questions and talk may be about any. */
  private static ImageKind kindOf(Task task, ImageKind given) {
    return switch (task) {
      case CAPTION, CLASSIFICATION -> ImageKind.IMAGE;
      case CHANGED, CHANGE_CAPTION -> ImageKind.PAIR;
      case VIDEO_CLASS -> ImageKind.VIDEO;
      case QUESTION, COUNT, CONVERSATION -> given;
    };
  }

  private static String needs(ImageKind kind) {
    return switch (kind) {
      case IMAGE -> "one 'image'";
      case PAIR -> "two 'images', before and after";
      case VIDEO -> "a 'video'";
    };
  }
}
