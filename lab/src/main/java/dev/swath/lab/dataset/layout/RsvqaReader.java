package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RSVQA (Lobry et al. 2020): questions, answers and images in a JSON file each, one set of files a
 * split.
 *
 * <p>Fields: {@code questions[id, img_id, type, question, answers_ids, active]} and {@code
 * answers[id, answer, active]}. What is not active belongs to another split and is passed over. The
 * group is the image. Where only the files of all questions are there, the split is by hash.
 *
 * @param splits beginnings of the names of each split's files
 * @param whole beginning of the names of the files of all questions
 * @param images patterns of an image's path for its id
 */
record RsvqaReader(Map<String, Split> splits, String whole, List<String> images)
    implements LayoutReader {

  /** Low resolution: Sentinel-2 images of the Netherlands, 256 x 256. */
  static RsvqaReader lowResolution() {
    return new RsvqaReader(splits("LR_split_"), "all_", List.of("Images_LR/%s.tif", "%s.tif"));
  }

  /** High resolution: aerial images of the USGS, 512 x 512, with the first test set. */
  static RsvqaReader highResolution() {
    return new RsvqaReader(splits("USGS_split_"), "USGS", HIGH_RESOLUTION_IMAGES);
  }

  /** The second test set of the high resolution: Philadelphia, which no other split has seen. */
  static RsvqaReader philadelphia() {
    return new RsvqaReader(
        Map.of("USGS_split_test_phili_", Split.TEST),
        "USGS_split_test_phili_",
        HIGH_RESOLUTION_IMAGES);
  }

  private static final List<String> HIGH_RESOLUTION_IMAGES =
      List.of("Data/%s.tif", "Data/%s.png", "%s.tif", "%s.png");

  private static Map<String, Split> splits(String prefix) {
    Map<String, Split> splits = new LinkedHashMap<>();
    splits.put(prefix + "train_", Split.TRAIN);
    splits.put(prefix + "val_", Split.VALIDATION);
    splits.put(prefix + "test_", Split.TEST);
    return splits;
  }

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    Path folder = dataset.source().path();
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    List<String> there = new ArrayList<>();
    for (String part : splits.keySet()) {
      if (Files.exists(questions(folder, part))) {
        there.add(part);
      }
    }
    if (there.isEmpty() && !Files.exists(questions(folder, whole))) {
      throw new IOException(
          "%s: has none of %s. Unpack the dataset's JSON files there."
              .formatted(
                  folder,
                  String.join(
                      ", ",
                      splits.keySet().stream().map(part -> part + "questions.json").toList())));
    }
    for (String part : there.isEmpty() ? List.of(whole) : there) {
      new Part(dataset, media, folder, part, Optional.ofNullable(splits.get(part))).read();
    }
  }

  private static Path questions(Path folder, String part) {
    return folder.resolve(part + "questions.json");
  }

  /** The files of one split. */
  private final class Part {

    private final DatasetBuilder dataset;
    private final DataRoot media;
    private final Path questions;
    private final Path answersFile;
    private final String prefix;
    private final Optional<Split> split;
    private final Map<String, String> answers = new HashMap<>();

    Part(
        DatasetBuilder dataset, DataRoot media, Path folder, String prefix, Optional<Split> split) {
      this.dataset = dataset;
      this.media = media;
      this.questions = questions(folder, prefix);
      this.answersFile = folder.resolve(prefix + "answers.json");
      this.prefix = prefix;
      this.split = split;
    }

    void read() throws IOException {
      JsonRecords.read(
          answersFile,
          (key, node, line) -> {
            if (key.equals("answers") && active(node)) {
              dataset.record(
                  answersFile,
                  line,
                  () ->
                      answers.put(
                          Fields.text(node, "id"), dataset.shared(Fields.text(node, "answer"))));
            }
          });
      JsonRecords.read(
          questions,
          (key, node, line) -> {
            if (key.equals("questions") && active(node)) {
              dataset.record(questions, line, () -> dataset.add(example(node)));
            }
          });
    }

    private Example example(JsonNode node) throws IOException, BadRecordException {
      String id = Fields.text(node, "id");
      try {
        String type = dataset.shared(Fields.text(node, "type"));
        String image = dataset.shared(Fields.text(node, "img_id"));
        return new Example(
            prefix + id,
            ImageKind.IMAGE,
            type.equals("count") ? Task.COUNT : Task.QUESTION,
            type,
            List.of(image(image)),
            dataset.shared(Wording.question(Fields.text(node, "question"))),
            answers(node),
            image,
            split.orElseGet(() -> Splits.byHash(image)));
      } catch (BadRecordException e) {
        // These files are one long line each: the id says more than the line.
        throw new BadRecordException("question " + id + ": " + e.getMessage());
      }
    }

    private Media image(String id) throws IOException, BadRecordException {
      return media.image(images.stream().map(name -> name.formatted(id)).toArray(String[]::new));
    }

    private List<String> answers(JsonNode node) throws BadRecordException {
      List<String> texts = new ArrayList<>();
      for (String id : Fields.texts(node, "answers_ids")) {
        String text = answers.get(id);
        if (text == null) {
          throw new BadRecordException("answer " + id + " is not in " + answersFile.getFileName());
        }
        texts.add(text);
      }
      return texts;
    }
  }

  private static boolean active(JsonNode node) {
    return node.path("active").asBoolean(true);
  }
}
