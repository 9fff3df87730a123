package dev.swath.lab.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.dataset.layout.Layout;
import dev.swath.lab.dataset.layout.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitCheckTest {

  @TempDir Path folder;

  @Test
  void whatIsTrainedOnAndHeldOutIsReported() throws IOException {
    for (int i = 0; i < 6; i++) {
      Pictures.write(Pictures.random(i, 64), folder.resolve(i + ".png"));
    }
    Pictures.write(Pictures.random(1, 64), folder.resolve("copy.jpg"));
    Files.writeString(folder.resolve("damaged.png"), "no image");
    Dataset captions =
        lines(
            "captions",
            """
            {"image": "0.png", "split": "train", "captions": ["A ."]}
            {"image": "1.png", "split": "train", "captions": ["A ."]}
            {"image": "copy.jpg", "split": "test", "captions": ["A ."]}
            {"image": "2.png", "split": "test", "captions": ["A ."]}
            {"image": "damaged.png", "split": "test", "captions": ["A ."]}
            """);
    Dataset questions =
        lines(
            "questions",
            """
            {"image": "2.png", "split": "train", "question": "Is it?", "answer": "yes"}
            {"images": ["3.png", "4.png"], "task": "changed", "group": "g", "split": "train", "instruction": "?", "answer": "no"}
            {"image": "5.png", "task": "count", "group": "g", "split": "val", "instruction": "?", "answer": "2"}
            """);

    SplitCheck check =
        SplitCheck.of(List.of(captions, questions), NearDuplicates.THRESHOLD, () -> {});

    assertThat(check.groups())
        .containsExactlyInAnyOrder(folder.resolve("2.png").toString(), "group g of questions");
    assertThat(check.repeats()).hasSize(1);
    assertThat(check.repeats().get(0).training()).endsWith("1.png");
    assertThat(check.repeats().get(0).heldOut()).endsWith("copy.jpg");
    assertThat(check.unreadable()).hasSize(1);
    assertThat(check.unreadable().get(0).file()).endsWith("damaged.png");
    assertThat(SplitCheck.ofNames(List.of(captions)).groups()).isEmpty();
  }

  private Dataset lines(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".jsonl"), text);
    return Layout.JSON_LINES.read(Source.of(file));
  }
}
