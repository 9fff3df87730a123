package dev.swath.lab.dataset.layout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.instruct.Instructions;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * LEVIR-CC (Liu et al. 2022): {@code LevirCCcaptions.json} with {@code images[filepath, filename,
 * sentences[raw], changeflag, split]}, and the pairs at {@code images/<filepath>/A/<filename>}
 * (before) and {@code .../B/<filename>} (after). The group is the pair.
 *
 * @param task CHANGE_CAPTION for the sentences, or CHANGED for whether {@code changeflag} is set
 */
record LevirReader(Task task) implements LayoutReader {

  static final String FILE = "LevirCCcaptions.json";

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    Path path = dataset.source().path();
    Path file = path.toString().endsWith(".json") ? path : path.resolve(FILE);
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    JsonRecords.read(
        file,
        (key, node, line) -> {
          if (key.equals("images")) {
            dataset.record(file, line, () -> dataset.add(example(node, media)));
          }
        });
  }

  private Example example(JsonNode node, DataRoot media) throws IOException, BadRecordException {
    String name = Fields.text(node, "filename");
    Split split = Fields.split(node).orElseThrow(() -> new BadRecordException("has no 'split'"));
    String folder = Fields.optional(node, "filepath").orElse(Fields.text(node, "split"));
    String pair = folder + "/" + name;
    return new Example(
        pair,
        ImageKind.PAIR,
        task,
        "",
        List.of(image(media, folder, "A", name), image(media, folder, "B", name)),
        task == Task.CHANGED ? Instructions.CHANGED : Instructions.CHANGE_CAPTION,
        task == Task.CHANGED ? List.of(changed(node)) : Fields.sentences(node, "sentences"),
        pair,
        split);
  }

  private static Media image(DataRoot media, String folder, String date, String name)
      throws IOException, BadRecordException {
    String path = folder + "/" + date + "/" + name;
    return media.image("images/" + path, path);
  }

  private static String changed(JsonNode node) throws BadRecordException {
    String flag = Fields.text(node, "changeflag");
    return switch (flag) {
      case "1", "true" -> "yes";
      case "0", "false" -> "no";
      default -> throw new BadRecordException("'changeflag' is " + flag + ", neither 0 nor 1");
    };
  }
}
