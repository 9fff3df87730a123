package dev.swath.lab.dataset.layout;

import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Media;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * CRSVQA (Zhang et al. 2023) as its authors' code reads it: one text file an image, {@code
 * text/<name>.txt}, whose lines are by turns a question and its answer, and {@code
 * image/<name>.png}.
 *
 * <p>The files have no types; a question's words tell whether it is about the scene, an object or a
 * relation. No split is published with them: it is by hash of the image's name, the group.
 */
final class CrsvqaReader implements LayoutReader {

  private static final Set<String> SCENE_WORDS = Set.of("scene", "theme");
  private static final Set<String> OBJECT_WORDS = Set.of("many", "object", "shape");

  @Override
  public void read(DatasetBuilder dataset) throws IOException {
    DataRoot root = DataRoot.open(dataset.source().path());
    DataRoot media = DataRoot.open(dataset.source().mediaPlace());
    List<Path> texts =
        root.files(List.of(".txt")).stream()
            .filter(file -> file.getParent().endsWith("text"))
            .toList();
    if (texts.isEmpty()) {
      throw new IOException(
          root.display()
              + ": has no text/*.txt. Give the folder with the dataset's folders text and image.");
    }
    for (Path text : texts) {
      read(text, media, dataset);
    }
  }

  private record Line(int number, String text) {}

  private static void read(Path file, DataRoot media, DatasetBuilder dataset) throws IOException {
    List<Line> lines = lines(file);
    String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
    for (int i = 0; i < lines.size(); i += 2) {
      int at = i;
      Line question = lines.get(i);
      dataset.record(
          file,
          question.number(),
          () -> {
            if (at + 1 == lines.size()) {
              throw new BadRecordException("the question '" + question.text() + "' has no answer");
            }
            Media image = media.image("image/" + name + ".png", name + ".png");
            dataset.add(
                new Example(
                    name + ":" + question.number(),
                    ImageKind.IMAGE,
                    Task.QUESTION,
                    type(question.text()),
                    List.of(image),
                    Wording.question(question.text()),
                    List.of(lines.get(at + 1).text()),
                    name,
                    Splits.byHash(name)));
          });
    }
  }

  private static List<Line> lines(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    try {
      for (String line : Files.readAllLines(file)) {
        number++;
        // Some questions end in the full-width question mark.
        String text = line.replace('\uFF1F', '?').strip();
        if (!text.isEmpty()) {
          lines.add(new Line(number, text));
        }
      }
    } catch (MalformedInputException e) {
      throw new IOException(DataRoot.display(file) + ": is not UTF-8 text.");
    }
    return lines;
  }

  private static String type(String question) {
    Set<String> words = new TreeSet<>(List.of(question.toLowerCase().split("\\W+")));
    if (words.stream().anyMatch(SCENE_WORDS::contains)) {
      return "scene";
    }
    return words.stream().anyMatch(OBJECT_WORDS::contains) ? "object" : "relation";
  }
}
