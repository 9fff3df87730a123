package dev.swath.lab.dataset.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Dataset;
import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.layout.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixtureTest {

  private static final String MIXTURE =
      """
      datasets:
        - name: captions
          folder: captions.jsonl
          weight: 5
        - name: questions
          layout: json-lines
          folder: questions.jsonl
          most: 7
        - name: talk
          folder: talk.jsonl
          split: all
          weight: 2
          templates:
            conversation:
              - Talk to me.
      """;

  @TempDir Path folder;

  @BeforeEach
  void datasets() throws IOException {
    Pictures.write(folder.resolve("a.png"));
    lines("captions", "\"captions\": [\"A road .\"]", 4);
    lines("questions", "\"question\": \"Is it?\", \"answer\": \"no\"", 20);
    lines("talk", "\"task\": \"conversation\", \"instruction\": \"Hi\", \"answer\": \"Hello\"", 3);
  }

  @Test
  void anEpochPassesOverADatasetAsOftenAsItsWeight() throws IOException {
    MixtureFile file = mixture(MIXTURE);
    InstructionMixture mixture = InstructionMixture.of(file, file.read(() -> {}), 1);

    List<Example> epoch = mixture.epoch(0);

    assertThat(epoch).hasSize(5 * 4 + 7 + 2 * 3);
    assertThat(mixture.size()).isEqualTo(33);
    List<String> captions =
        epoch.stream().filter(e -> e.task().name().equals("CAPTION")).map(Example::id).toList();
    for (String id : Set.copyOf(captions)) {
      assertThat(Collections.frequency(captions, id)).isEqualTo(5);
    }
    assertThat(epoch.stream().filter(e -> e.task().name().equals("QUESTION")).map(Example::id))
        .doesNotHaveDuplicates();
  }

  @Test
  void orderAndWordingDependOnSeedAndEpochAlone() throws IOException {
    MixtureFile file = mixture(MIXTURE);
    List<Dataset> datasets = file.read(() -> {});
    InstructionMixture mixture = InstructionMixture.of(file, datasets, 1);
    List<Example> second = mixture.epoch(1);

    assertThat(InstructionMixture.of(file, datasets, 1).epoch(1)).isEqualTo(second);
    assertThat(mixture.epoch(2)).isNotEqualTo(second);
    assertThat(InstructionMixture.of(file, datasets, 2).epoch(1)).isNotEqualTo(second);
  }

  @Test
  void captionsAreAskedForInManyWaysAndQuestionsAsTheyAre() throws IOException {
    MixtureFile file = mixture(MIXTURE);
    InstructionMixture mixture = InstructionMixture.of(file, file.read(() -> {}), 1);
    Set<String> captions = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      for (Example example : mixture.epoch(epoch)) {
        switch (example.task()) {
          case CAPTION -> captions.add(example.instruction());
          case CONVERSATION -> assertThat(example.instruction()).isEqualTo("Talk to me.");
          default -> assertThat(example.instruction()).startsWith("Is it? Answer");
        }
      }
    }
    assertThat(Paraphrases.CAPTION).hasSizeGreaterThanOrEqualTo(10).doesNotHaveDuplicates();
    assertThat(captions).containsExactlyInAnyOrderElementsOf(Paraphrases.CAPTION);
  }

  @Test
  void aMistakeIsNamedWithItsFileItsLineAndWhatIsAllowed() {
    assertThatThrownBy(() -> mixture(MIXTURE.replace("most:", "cap:")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mix.yaml:8: unknown key 'cap'; allowed are name, layout, folder,");
    assertThatThrownBy(() -> mixture(MIXTURE.replace("json-lines", "jsonlines")))
        .hasMessageContaining("mix.yaml:6: 'layout' is 'jsonlines'; allowed are")
        .hasMessageContaining(Layout.names());
    assertThatThrownBy(() -> mixture(MIXTURE.replace("weight: 5", "weight: 0.5")))
        .hasMessageContaining("mix.yaml:4: 'weight' must be a whole number of 1 or more");
    assertThatThrownBy(() -> mixture(MIXTURE.replace("split: all", "split: exam")))
        .hasMessageContaining("mix.yaml:11: 'split' is 'exam'; allowed are train, validation");
    assertThatThrownBy(() -> mixture(MIXTURE.replace("folder: talk.jsonl", "folder: none")))
        .hasMessageContaining("mix.yaml:10: 'folder' names")
        .hasMessageContaining("which is not there");
    assertThatThrownBy(() -> mixture(MIXTURE.replace("conversation:", "chat:")))
        .hasMessageContaining("mix.yaml:14: unknown key 'chat'; allowed are caption, question");
    assertThatThrownBy(() -> mixture(MIXTURE.replace("name: talk", "name: captions")))
        .hasMessageContaining("is the name of another dataset");
    assertThatThrownBy(() -> mixture("datasets: [")).hasMessageContaining("is not YAML");
    assertThatThrownBy(() -> mixture("")).hasMessageContaining("is empty");
  }

  @Test
  void aDatasetWithoutExamplesOnItsSplitIsAnError() throws IOException {
    MixtureFile file = mixture(MIXTURE.replace("most: 7", "split: test"));
    List<Dataset> datasets = file.read(() -> {});
    assertThat(file.entries().get(1).split()).contains(Split.TEST);
    assertThatThrownBy(() -> InstructionMixture.of(file, datasets, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'questions' has no examples on its split; 0 records");
  }

  @Test
  void heldOutAreTheValidationSplitsOfWhatIsLearntOnItsTrainingSplit() throws IOException {
    for (String name : List.of("captions", "questions", "talk")) {
      Path file = folder.resolve(name + ".jsonl");
      String line = Files.readAllLines(file).get(0).replace("train", "validation");
      Files.writeString(file, (line + "\n").repeat(3), StandardOpenOption.APPEND);
    }
    MixtureFile file = mixture(MIXTURE);
    List<Dataset> datasets = file.read(() -> {});

    List<Example> heldOut = InstructionMixture.heldOut(file, datasets, 1);

    assertThat(heldOut).hasSize(6).allMatch(example -> example.split() == Split.VALIDATION);
    assertThat(InstructionMixture.of(file, datasets, 1).epoch(0))
        .as("'talk' is learnt on all splits")
        .hasSize(5 * 4 + 7 + 2 * 6)
        .doesNotContainAnyElementsOf(heldOut);
    assertThat(InstructionMixture.heldOut(file, datasets, 1)).isEqualTo(heldOut);
  }

  @Test
  void theExamplesAreThoseOfAnEpochOnce() throws IOException {
    MixtureFile file = mixture(MIXTURE);
    assertThat(InstructionMixture.of(file, file.read(() -> {}), 1).examples())
        .hasSize(4 + 7 + 3)
        .doesNotHaveDuplicates();
  }

  @Test
  void oneDatasetIsAMixtureOfItsTrainingSplit() throws IOException {
    MixtureFile file = MixtureFile.open(folder.resolve("questions.jsonl"), null);
    assertThat(file.entries()).hasSize(1);
    assertThat(InstructionMixture.of(file, file.read(() -> {}), 1).size()).isEqualTo(20);
    assertThatThrownBy(() -> MixtureFile.open(folder.resolve("none.jsonl"), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.jsonl: there is no such file");
  }

  private MixtureFile mixture(String text) throws IOException {
    return MixtureFile.of(Files.writeString(folder.resolve("mix.yaml"), text), null);
  }

  private void lines(String name, String rest, int count) throws IOException {
    String line = "{\"image\": \"a.png\", \"split\": \"train\", " + rest + "}\n";
    Files.writeString(folder.resolve(name + ".jsonl"), line.repeat(count));
  }
}
