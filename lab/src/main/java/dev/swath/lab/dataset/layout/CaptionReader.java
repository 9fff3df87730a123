package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.instruct.Instructions;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Image captions in one {@code dataset*.json}, in the two shapes that are published:
 *
 * <ul>
 *   <li>Karpathy's, of UCM-captions, Sydney-captions and RSICD: {@code {"images": [{"filename",
 *       "split", "sentences": [{"raw"}, ...]}, ...]}}
 *   <li>NWPU-captions': {@code {"<class>": [{"filename", "split", "raw", "raw_1", ..., "raw_4"},
 *       ...], ...}}, with the images in a folder a class
 * </ul>
 *
 * The group is the image; a record without a split gets one by hash.
 */
final class CaptionReader implements LayoutReader {

  private static final String KARPATHY = "images";
  private static final int MORE_SENTENCES = 4;

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    Path file = file(dataset.source().path());
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    JsonRecords.read(
        file,
        (key, node, line) ->
            dataset.record(file, line, () -> dataset.add(example(key, node, media))));
  }

  /** The list of captions: the file itself, or the only {@code dataset*.json} of the folder. */
  private static Path file(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return path;
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> lists =
          entries
              .filter(entry -> entry.getFileName().toString().matches("dataset.*\\.json"))
              .toList();
      if (lists.size() != 1) {
        throw new IOException(
            "%s: has %d files dataset*.json instead of one. Give the file itself, and the images'"
                    .formatted(path, lists.size())
                + " folder with --data.");
      }
      return lists.get(0);
    }
  }

  private static Example example(String key, JsonNode node, DataRoot media)
      throws IOException, BadRecordException {
    String file = Fields.text(node, "filename");
    Optional<String> folder =
        key.equals(KARPATHY) ? Fields.optional(node, "filepath") : Optional.of(key);
    String image = folder.map(parent -> parent + "/" + file).orElse(file);
    Media found = media.image(image, file);
    Optional<Split> split = Fields.split(node);
    return new Example(
        image,
        ImageKind.IMAGE,
        Task.CAPTION,
        "",
        List.of(found),
        Instructions.CAPTION,
        key.equals(KARPATHY) ? Fields.sentences(node, "sentences") : numbered(node),
        image,
        split.orElseGet(() -> Splits.byHash(image)));
  }

  private static List<String> numbered(JsonNode node) throws BadRecordException {
    List<String> sentences = new ArrayList<>();
    sentences.add(Fields.text(node, "raw"));
    for (int i = 1; i <= MORE_SENTENCES; i++) {
      Fields.optional(node, "raw_" + i).ifPresent(sentences::add);
    }
    return sentences;
  }
}
