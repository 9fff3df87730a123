package dev.swath.lab.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Clues on disk, a line of JSON each, added as they are made. A clue depends on the base model, the
 * kind and the media alone, so the many questions about one image share one.
 */
final class ClueFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a clue depends on. */
  private record Key(String base, ImageKind kind, List<String> media) {

    static Key of(String base, Example example) {
      return new Key(base, example.kind(), example.media().stream().map(Media::name).toList());
    }
  }

  /**
   * A line.
   *
   * @param base the base model's fingerprint
   * @param example the first one that needed the clue, for people who read the file
   */
  private record Line(
      String base, ImageKind kind, List<String> media, String example, String clue) {}

  private final Path file;
  private final String base;
  private final Map<Key, String> clues = new HashMap<>();

  private ClueFile(Path file, String base) {
    this.file = file;
    this.base = base;
  }

  /**
   * Reads the file if there is one. A last line that a killed run left unfinished is dropped.
   *
   * @throws IOException naming file and line, if another line is broken
   */
  static ClueFile open(Path file, String base) throws IOException {
    ClueFile clues = new ClueFile(file, base);
    if (Files.exists(file)) {
      clues.read();
    }
    return clues;
  }

  private void read() throws IOException {
    String text = Files.readString(file);
    int whole = text.lastIndexOf('\n') + 1;
    List<String> lines = text.substring(0, whole).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        Line line = JSON.readValue(lines.get(i), Line.class);
        clues.put(new Key(line.base(), line.kind(), line.media()), line.clue());
      } catch (JsonProcessingException e) {
        throw new IOException(
            "%s:%d is no clue (%s); delete the line or the file"
                .formatted(file, i + 1, e.getOriginalMessage()));
      }
    }
    if (whole < text.length()) {
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.writeString(partial, text.substring(0, whole));
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  Optional<String> get(Example example) {
    return Optional.ofNullable(clues.get(Key.of(base, example)));
  }

  /** Adds clues to the file. */
  void add(Map<Example, String> added) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Example, String> entry : added.entrySet()) {
      Key key = Key.of(base, entry.getKey());
      clues.put(key, entry.getValue());
      Line line = new Line(base, key.kind(), key.media(), entry.getKey().id(), entry.getValue());
      text.append(JSON.writeValueAsString(line)).append('\n');
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IOException("cannot write the clues to %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** One example of each group that shares a clue which is not there yet, in the given order. */
  List<Example> missing(List<Example> examples) {
    Map<Key, Example> missing = new java.util.LinkedHashMap<>();
    for (Example example : examples) {
      Key key = Key.of(base, example);
      if (!clues.containsKey(key)) {
        missing.putIfAbsent(key, example);
      }
    }
    return List.copyOf(missing.values());
  }
}
