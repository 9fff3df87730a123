package dev.swath.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.progress.Progress;
import dev.swath.vlm.GenerationRequest;
import dev.swath.vlm.LanguageModel;
import dev.swath.vlm.ModelFolder;
import dev.swath.vlm.PromptTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseCluesTest {

  private static final ModelFolder MODEL = Drawn.tiny();
  private static final Supplier<LanguageModel> NEVER =
      () -> {
        throw new AssertionError("the base was asked again");
      };

  @Test
  void cluesAreTheBasesOwnAnswersAndASecondRunReadsAllOfThem(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("work/clues.jsonl");
    List<Example> examples = new ArrayList<>(Drawn.someOfAllKinds(4));
    examples.add(Drawn.image(1, "Is there a second question about the first image?", "yes"));
    try (FeatureStore features = FeatureStore.open(MODEL, true, FeatureStore.MOST_BYTES);
        LanguageModel base = LanguageModel.load(MODEL)) {
      Clues made =
          BaseClues.make(
              ClueFile.open(file, "base"),
              examples,
              features,
              () -> LanguageModel.load(MODEL),
              Progress.silent());
      Clues read =
          BaseClues.make(ClueFile.open(file, "base"), examples, features, NEVER, Progress.silent());
      for (Example example : examples) {
        var frames = features.frames(example);
        GenerationRequest request =
            GenerationRequest.greedy(
                PromptTemplate.vicunaV1().clue(example.kind(), frames.size()),
                frames,
                "",
                List.of(),
                48);
        assertThat(made.of(example)).contains(base.generate(List.of(request)).get(0).text());
        assertThat(read.of(example)).isEqualTo(made.of(example));
      }
    }
    assertThat(Files.readAllLines(file)).as("one clue an image").hasSize(6);
  }

  @Test
  void anotherBaseHasOtherClues(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("clues.jsonl");
    Example example = Drawn.image(1, "What is this?", "a road");
    ClueFile.open(file, "one").add(java.util.Map.of(example, "a clue"));
    assertThat(ClueFile.open(file, "one").get(example)).contains("a clue");
    assertThat(ClueFile.open(file, "two").get(example)).isEmpty();
  }

  @Test
  void anUnfinishedLastLineIsMadeAgainAndABrokenOneIsAnError(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("clues.jsonl");
    Example first = Drawn.image(1, "What is this?", "a road");
    Example second = Drawn.image(2, "What is this?", "a road");
    ClueFile.open(file, "base").add(java.util.Map.of(first, "a clue"));
    Files.writeString(file, Files.readString(file) + "{\"base\":\"ba");
    ClueFile again = ClueFile.open(file, "base");
    assertThat(again.missing(List.of(first, second))).containsExactly(second);
    again.add(java.util.Map.of(second, "another"));
    assertThat(ClueFile.open(file, "base").get(second)).contains("another");
    Files.writeString(file, "{\"base\":\n" + Files.readString(file));
    assertThatThrownBy(() -> ClueFile.open(file, "base"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ":1 is no clue");
  }
}
