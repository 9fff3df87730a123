package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GeoChat-Instruct (Kuckreja et al. 2023): a JSON array of {@code {"id", "image", "conversations":
 * [{"from": "human", "value"}, {"from": "gpt", "value"}, ...]}}.
 *
 * <p>Each question with its answer is one example. The {@code <image>} marker is stripped; a task
 * tag such as {@code [identify]} stays in the instruction and is the type. Ids of the file repeat,
 * so the number of the record is put behind them. It is a training set without a published split:
 * the split is by hash of the image, the group.
 */
final class GeoChatReader implements LayoutReader {

  private static final Pattern TAG = Pattern.compile("^\\[(\\w+)]");

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    Path file = dataset.source().path();
    if (!file.toString().endsWith(".json")) {
      file = file.resolve("GeoChat_Instruct.json");
    }
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    Path list = file;
    int[] number = {0};
    JsonRecords.read(
        list,
        (key, node, line) -> {
          number[0]++;
          dataset.record(list, line, () -> read(node, number[0], media, dataset));
        });
  }

  private static void read(JsonNode node, int number, DataRoot media, DatasetBuilder dataset)
      throws IOException, BadRecordException {
    String path = Fields.text(node, "image");
    String id = Fields.optional(node, "id").orElse(path) + "#" + number;
    Media image = media.image(path);
    JsonNode turns = Fields.array(node, "conversations");
    if (turns.isEmpty() || turns.size() % 2 != 0) {
      throw new BadRecordException(
          "has " + turns.size() + " conversation turns: each question needs its answer");
    }
    for (int i = 0; i < turns.size(); i += 2) {
      String question = turn(turns.get(i), "human").replace("<image>", "").strip();
      Matcher tag = TAG.matcher(question);
      dataset.add(
          new Example(
              turns.size() == 2 ? id : id + "." + (i / 2 + 1),
              ImageKind.IMAGE,
              Task.CONVERSATION,
              tag.find() ? tag.group(1) : "",
              List.of(image),
              dataset.shared(question),
              List.of(turn(turns.get(i + 1), "gpt")),
              path,
              Splits.byHash(path)));
    }
  }

  private static String turn(JsonNode turn, String from) throws BadRecordException {
    Optional<String> speaker = Fields.optional(turn, "from");
    if (!speaker.equals(Optional.of(from))) {
      throw new BadRecordException(
          "expected a turn of '%s' but found '%s'".formatted(from, speaker.orElse("nobody")));
    }
    return Fields.text(turn, "value");
  }
}
