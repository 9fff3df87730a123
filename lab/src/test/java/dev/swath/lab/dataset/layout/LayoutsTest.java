package dev.swath.lab.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each published layout in a small made-up copy. */
class LayoutsTest {

  @TempDir Path folder;

  @Test
  void rsvqaGivesQuestionsWithTheirTypesAndPublishedSplits() throws IOException {
    for (String split : List.of("train", "val", "test")) {
      write(
          "LR_split_" + split + "_questions.json",
          """
          {"questions": [
            {"id": 1, "active": false},
            {"id": 2, "img_id": 7, "type": "presence", "question": "Is a road present?",
             "answers_ids": [20], "active": true},
            {"id": 3, "img_id": 7, "type": "count", "question": "How many roads are there?",
             "answers_ids": [30], "active": true}]}
          """);
      write(
          "LR_split_" + split + "_answers.json",
          """
          {"answers": [{"id": 10, "active": false},
            {"id": 20, "question_id": 2, "answer": "yes", "active": true},
            {"id": 30, "question_id": 3, "answer": "4", "active": true}]}
          """);
    }
    Pictures.write(folder.resolve("Images_LR/7.tif"));

    Dataset dataset = read(Layout.RSVQA_LR);

    assertThat(Layout.recognise(folder)).isEqualTo(Layout.RSVQA_LR);
    assertThat(dataset.broken()).isEmpty();
    assertThat(dataset.examples()).hasSize(6);
    assertThat(dataset.of(Split.VALIDATION)).hasSize(2);
    Example presence = dataset.of(Split.TEST).get(0);
    assertThat(presence.instruction())
        .isEqualTo("Is a road present? Answer the question using a single word or phrase.");
    assertThat(presence.type()).isEqualTo("presence");
    assertThat(presence.answers()).containsExactly("yes");
    assertThat(presence.group()).isEqualTo("7");
    assertThat(presence.media().get(0).frames(1).get(0).width()).isEqualTo(16);
    assertThat(dataset.of(Split.TEST).get(1).task()).isEqualTo(Task.COUNT);
  }

  @Test
  void aQuestionWithoutItsAnswerOrImageIsSkippedAndReportedWithItsLine() throws IOException {
    write(
        "USGS_split_test_phili_questions.json",
        """
        {"questions": [
          {"id": 1, "img_id": 7, "type": "comp", "question": "?", "answers_ids": [99]},
          {"id": 2, "img_id": 8, "type": "comp", "question": "?", "answers_ids": [20]},
          {"id": 3, "img_id": 7, "type": "comp", "answers_ids": [20]},
          {"id": 4, "img_id": 7, "type": "comp", "question": "?", "answers_ids": [20]}]}
        """);
    write(
        "USGS_split_test_phili_answers.json", "{\"answers\": [{\"id\": 20, \"answer\": \"no\"}]}");
    Pictures.write(folder.resolve("Data/7.png"));

    Dataset dataset = read(Layout.RSVQA_HR_PHILADELPHIA);

    assertThat(dataset.examples()).extracting(Example::id).hasSize(1);
    assertThat(dataset.examples().get(0).split()).isEqualTo(Split.TEST);
    assertThat(dataset.broken()).hasSize(3);
    assertThat(dataset.broken().get(0).toString())
        .endsWith(
            "_questions.json:2: question 1: answer 99 is not in"
                + " USGS_split_test_phili_answers.json");
    assertThat(dataset.broken().get(1).toString())
        .contains("_questions.json:3: question 2: there is no image Data/8.tif");
    assertThat(dataset.broken().get(2).toString()).endsWith(":4: question 3: has no 'question'");
  }

  @Test
  void withoutSplitFilesRsvqaIsSplitByImage() throws IOException {
    StringBuilder questions = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      Pictures.write(folder.resolve("Images_LR/" + i / 2 + ".tif"));
      questions.append(
          "%s{\"id\": %d, \"img_id\": %d, \"type\": \"comp\", \"question\": \"?\", \"answers_ids\": [0]}"
              .formatted(i == 0 ? "" : ",", i, i / 2));
    }
    write("all_questions.json", "{\"questions\": [" + questions + "]}");
    write("all_answers.json", "{\"answers\": [{\"id\": 0, \"answer\": \"no\"}]}");

    Dataset dataset = read(Layout.RSVQA_LR);

    assertThat(dataset.examples()).hasSize(60);
    assertThat(dataset.of(Split.TEST)).isNotEmpty();
    assertThat(dataset.examples())
        .allSatisfy(e -> assertThat(e.split()).isEqualTo(Splits.byHash(e.group())));
  }

  @Test
  void captionsComeInBothPublishedShapes() throws IOException {
    write(
        "dataset.json",
        """
        {"dataset": "made up", "images": [
          {"filename": "1.tif", "split": "train", "imgid": 0,
           "sentences": [{"raw": "A road ."}, {"raw": "One road ."}]},
          {"filename": "2.tif", "split": "val", "sentences": []}],
         "airport": [
          {"filename": "a.jpg", "split": "test", "raw": "A runway .", "raw_1": "Planes .",
           "raw_4": "An airport ."}]}
        """);
    Pictures.write(folder.resolve("imgs/1.tif"));
    Pictures.write(folder.resolve("imgs/2.tif"));
    Pictures.write(folder.resolve("NWPU_images/airport/a.jpg"));

    Dataset dataset = read(Layout.CAPTIONS);

    assertThat(dataset.examples()).hasSize(2);
    assertThat(dataset.of(Split.TRAIN).get(0).answers()).containsExactly("A road .", "One road .");
    assertThat(dataset.of(Split.TEST).get(0).answers())
        .containsExactly("A runway .", "Planes .", "An airport .");
    assertThat(dataset.broken()).extracting(Dataset.BrokenRecord::line).containsExactly(4L);
  }

  @Test
  void levirGivesPairsBeforeAndAfter() throws IOException {
    write(
        "LevirCCcaptions.json",
        """
        {"images": [
          {"filepath": "train", "filename": "t1.png", "split": "train", "changeflag": 1,
           "sentences": [{"raw": " a house appears ."}, {"raw": " a new house ."}]},
          {"filepath": "test", "filename": "t2.png", "split": "test", "changeflag": 0,
           "sentences": [{"raw": "nothing has changed ."}]}]}
        """);
    for (String image : List.of("train/A/t1", "train/B/t1", "test/A/t2")) {
      Pictures.write(folder.resolve("images/" + image + ".png"));
    }

    Dataset captions = read(Layout.LEVIR_CC);
    Dataset changed = read(Layout.LEVIR_CC_CHANGED);

    Example pair = captions.examples().get(0);
    assertThat(pair.kind()).isEqualTo(ImageKind.PAIR);
    assertThat(pair.media())
        .extracting(m -> m.name().replaceAll(".*/(.)/t1.png", "$1"))
        .containsExactly("A", "B");
    assertThat(pair.answers()).containsExactly("a house appears .", "a new house .");
    assertThat(captions.broken()).hasSize(1);
    assertThat(captions.broken().get(0).reason()).contains("images/test/B/t2.png");
    assertThat(changed.examples().get(0).answers()).containsExactly("yes");
    assertThat(changed.examples().get(0).task()).isEqualTo(Task.CHANGED);
  }

  @Test
  void foldersOfVideosKeepTheirPublishedSplit() throws IOException {
    for (String file : List.of("Train/Fire/1.mp4", "Test/Fire/1.mp4", "Test/Boating/2.mp4")) {
      write("ERA/" + file, "no video, for reading does not look inside");
    }

    Dataset dataset = read(Layout.recognise(folder));

    assertThat(dataset.classes()).containsExactly("Boating", "Fire");
    assertThat(dataset.of(Split.TRAIN)).hasSize(1);
    assertThat(dataset.of(Split.TEST)).hasSize(2);
    assertThat(dataset.examples()).allSatisfy(e -> assertThat(e.kind()).isEqualTo(ImageKind.VIDEO));
    assertThat(dataset.examples().get(0).instruction())
        .isEqualTo(
            "Classify the given video in one of the following classes. Classes: Boating, Fire.");
    assertThatThrownBy(() -> dataset.examples().get(0).media().get(0).frames(4))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2.mp4 is not a readable MP4");
  }

  @Test
  void crsvqaPairsTheLinesOfItsTextFiles() throws IOException {
    write(
        "data/text/a1.txt",
        "What is the scene?\r\nport\r\n\r\nHow many ships are there\uFF1F\nthree\n"
            + "What is beside the port?\n");
    Pictures.write(folder.resolve("data/image/a1.png"));

    Dataset dataset = read(Layout.CRSVQA);

    assertThat(dataset.examples()).extracting(Example::type).containsExactly("scene", "object");
    assertThat(dataset.examples().get(1).instruction()).startsWith("How many ships are there? A");
    assertThat(dataset.broken()).hasSize(1);
    assertThat(dataset.broken().get(0).line()).isEqualTo(6);
  }

  @Test
  void geoChatGivesOneExampleAnAnswerAndKeepsTheTag() throws IOException {
    write(
        "GeoChat_Instruct.json",
        """
        [{"id": "x", "image": "x.png", "conversations": [
           {"from": "human", "value": "<image>\\n[identify] what is this {<1><2><3><4>|<0>}"},
           {"from": "gpt", "value": "a ship"},
           {"from": "human", "value": "Is it big?"}, {"from": "gpt", "value": "Yes"}]},
         {"id": "x", "image": "x.png", "conversations": [
           {"from": "human", "value": "<image>\\nIs it red?"}, {"from": "gpt", "value": "No"}]},
         {"id": "y", "image": "x.png", "conversations": [{"from": "human", "value": "Hello?"}]}]
        """);
    Pictures.write(folder.resolve("x.png"));

    Dataset dataset = read(Layout.recognise(folder));

    assertThat(dataset.layout()).isEqualTo("geochat");
    assertThat(dataset.examples()).extracting(Example::id).containsExactly("x#1.1", "x#1.2", "x#2");
    assertThat(dataset.examples().get(0).type()).isEqualTo("identify");
    assertThat(dataset.examples().get(0).instruction())
        .isEqualTo("[identify] what is this {<1><2><3><4>|<0>}");
    assertThat(dataset.examples()).extracting(Example::split).containsOnly(Splits.byHash("x.png"));
    assertThat(dataset.broken()).hasSize(1);
  }

  @Test
  void whatIsNoJsonAtAllIsAnErrorWithTheFileAndTheLine() throws IOException {
    write("dataset.json", "{\"images\": [\n{\"filename\": }]}");
    assertThatThrownBy(() -> read(Layout.CAPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dataset.json:2: is not JSON");

    assertThatThrownBy(() -> read(Layout.LEVIR_CC))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("LevirCCcaptions.json: there is no such file");
    assertThatThrownBy(() -> read(Layout.RSVQA_HR)).hasMessageContaining("USGS_split_train_");
    assertThatThrownBy(() -> Layout.CAPTIONS.read(Source.of(folder.resolve("missing"))))
        .hasMessageContaining("there is no such file or folder");
  }

  private Dataset read(Layout layout) throws IOException {
    return layout.read(Source.of(folder));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
