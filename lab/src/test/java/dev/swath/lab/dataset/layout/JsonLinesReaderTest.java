package dev.swath.lab.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.data.Splits;
import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.vlm.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesReaderTest {

  @TempDir Path folder;

  @BeforeEach
  void pictures() throws IOException {
    Pictures.write(folder.resolve("a.png"));
    Pictures.write(folder.resolve("b.png"));
  }

  @Test
  void theThreeShapesMayBeMixed() throws IOException {
    Dataset dataset =
        read(
            """
            {"image": "a.png", "split": "val", "captions": ["One .", "Two ."]}
            {"image": "a.png", "split": "train", "question": "How many cars?", "answer": "eight"}
            {"image": "a.png", "split": "train", "question": "How many cars?", "answer": "8"}

            {"id": "p", "images": ["a.png", "b.png"], "task": "changed", "instruction": "Changed?", "answer": "yes", "group": "here"}
            {"image": "b.png", "task": "classification", "type": "use", "instruction": "Which?", "answers": ["port", "harbour"], "split": "test"}
            """);

    assertThat(dataset.broken()).isEmpty();
    assertThat(dataset.examples())
        .extracting(Example::task)
        .containsExactly(
            Task.CAPTION, Task.QUESTION, Task.COUNT, Task.CHANGED, Task.CLASSIFICATION);
    assertThat(dataset.examples())
        .extracting(Example::id)
        .containsExactly("line:1", "line:2", "line:3", "p", "line:6");
    assertThat(dataset.examples().get(1).type()).isEqualTo("counting");
    Example pair = dataset.examples().get(3);
    assertThat(pair.kind()).isEqualTo(ImageKind.PAIR);
    assertThat(pair.split()).isEqualTo(Splits.byHash("here"));
    assertThat(dataset.of(Split.VALIDATION)).hasSize(1);
    assertThat(dataset.classes()).containsExactly("harbour", "port");
  }

  @Test
  void aBrokenRecordIsSkippedAndReportedWithItsLine() throws IOException {
    Dataset dataset =
        read(
            """
            {"image": "a.png", "captions": ["Good ."]}
            {"image": "a.png", "captions":
            {"image": "none.png", "captions": ["No image ."]}
            {"image": "../a.png", "captions": ["Out of the folder ."]}
            {"image": "a.png", "task": "chat", "instruction": "?", "answer": "!"}
            {"image": "a.png", "task": "change-caption", "instruction": "?", "answer": "!"}
            {"image": "a.png", "split": "exam", "captions": ["Which split ?"]}
            {"image": "a.png", "caption": "A slip of the pen ."}
            {"captions": ["No image at all ."]}
            [1, 2]
            """);

    assertThat(dataset.examples()).hasSize(1);
    assertThat(dataset.broken())
        .extracting(Dataset.BrokenRecord::line)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    String all = dataset.broken().toString();
    assertThat(all)
        .contains("list.jsonl:2: is not JSON")
        .contains("list.jsonl:3: there is no image none.png in " + folder)
        .contains("leads out of the data's folder")
        .contains("unknown task 'chat'")
        .contains("the task change-caption needs two 'images'")
        .contains("the split 'exam' is none of")
        .contains("unknown key 'caption'")
        .contains("needs one of 'image', 'images', 'video'")
        .contains("is not a JSON object");
  }

  @Test
  void anIdThatIsThereTwiceIsBroken() throws IOException {
    Dataset dataset =
        read(
            """
            {"id": "x", "image": "a.png", "captions": ["One ."]}
            {"id": "x", "image": "b.png", "captions": ["Two ."]}
            """);
    assertThat(dataset.examples()).hasSize(1);
    assertThat(dataset.broken().get(0).reason()).isEqualTo("the id 'x' is there twice");
  }

  private Dataset read(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("list.jsonl"), lines);
    return Layout.recognise(file).read(Source.of(file));
  }
}
