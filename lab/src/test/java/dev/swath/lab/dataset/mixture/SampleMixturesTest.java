package dev.swath.lab.dataset.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.dataset.Task;
import dev.swath.lab.dataset.layout.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mixtures that come with the repository; most of their data does not. */
class SampleMixturesTest {

  private static final Path MIXTURES = Path.of("mixtures");

  @TempDir private Path data;

  @Test
  void unirsWeighsQuestionsChangesAndVideosAsThePaperDoes() throws IOException {
    for (String folder : new String[] {"RSVQA-LR", "RSVQA-HR", "CRSVQA", "LEVIR-CC", "ERA"}) {
      Files.createDirectory(data.resolve(folder));
    }
    MixtureFile mixture = MixtureFile.of(MIXTURES.resolve("unirs.yaml"), data);
    Map<Layout, Integer> weights =
        mixture.entries().stream()
            .collect(Collectors.toMap(MixtureEntry::layout, MixtureEntry::weight));
    assertThat(weights)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Layout.RSVQA_LR, 1,
                Layout.RSVQA_HR, 1,
                Layout.CRSVQA, 1,
                Layout.LEVIR_CC, 5,
                Layout.VIDEO_FOLDERS, 10));
    assertThat(mixture.entries())
        .allMatch(entry -> entry.split().equals(Optional.of(Split.TRAIN)))
        .allMatch(entry -> entry.most() == Integer.MAX_VALUE);
    MixtureEntry changes =
        mixture.entries().stream()
            .filter(entry -> entry.layout() == Layout.LEVIR_CC)
            .findFirst()
            .orElseThrow();
    assertThat(changes.templates().get(Task.CHANGE_CAPTION))
        .containsExactly(
            "Please identify whether there are obvious remote sensing image changes.",
            "Please briefly describe the main changes between the above two remote sensing images.");
  }

  @Test
  void ucmNamesItsTwoFilesAndTheZipOfTheirImages() throws IOException {
    for (String file : new String[] {"ucm_captions.jsonl", "ucm_vqa.jsonl", "ucm.zip"}) {
      Files.createFile(data.resolve(file));
    }
    MixtureFile mixture = MixtureFile.of(MIXTURES.resolve("ucm.yaml"), data);
    assertThat(mixture.entries())
        .hasSize(2)
        .allMatch(entry -> entry.layout() == Layout.JSON_LINES)
        .allMatch(entry -> entry.split().equals(Optional.of(Split.TRAIN)))
        .allMatch(entry -> entry.weight() == 1);
  }

  @Test
  void ucmReadsTheSharedDataWithoutABrokenRecord() throws IOException {
    Path shared = Path.of("../../shared/data");
    Assumptions.assumeTrue(Files.exists(shared.resolve("ucm_vqa.jsonl")), "no shared data");
    MixtureFile mixture = MixtureFile.of(MIXTURES.resolve("ucm.yaml"), shared);
    assertThat(mixture.read(() -> {}))
        .allSatisfy(dataset -> assertThat(dataset.broken()).isEmpty())
        .allSatisfy(dataset -> assertThat(dataset.of(Split.TRAIN)).isNotEmpty())
        .allSatisfy(dataset -> assertThat(dataset.of(Split.VALIDATION)).isNotEmpty());
  }
}
