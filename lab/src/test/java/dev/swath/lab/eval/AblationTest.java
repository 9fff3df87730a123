package dev.swath.lab.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.Ablation.Variant;
import dev.swath.lab.eval.report.AblationResult;
import dev.swath.lab.eval.report.EvaluationResult;
import dev.swath.lab.eval.report.ResultFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationTest {

  @TempDir private Path folder;

  @Test
  void variantsThatDifferOnlyInHowTheyAreAskedShareAnAdapter() {
    List<Variant> variants = Ablation.variants(0.5);
    assertThat(variants.stream().map(Variant::folder).distinct()).hasSize(variants.size() - 1);
    assertThat(variants).extracting(Variant::name).doesNotHaveDuplicates();
  }

  @Test
  void aVariantIsAskedOnlyAboutWhatItWasTunedOn() {
    Suite suite = new Suite("tiny", List.of(images("images")), List.of());
    for (Variant variant : Ablation.variants(0.5)) {
      int asked = Ablation.of(suite, variant).tests().size();
      boolean pairsOrVideos =
          variant.name().startsWith("pair") || variant.name().startsWith("video");
      assertThat(asked).as(variant.name()).isEqualTo(pairsOrVideos ? 0 : 1);
    }
  }

  @Test
  void theTableThatIsReadAgainHasAColumnAVariantAndLeavesOutWhatWasNotAsked() throws IOException {
    List<Variant> variants = Ablation.variants(0.5);
    Suite suite = new Suite("tiny", List.of(images("images")), List.of());
    AblationResult result = result(variants, suite);
    Path file = folder.resolve("ablation.json");
    ResultFiles.write(result, file);
    List<String> lines =
        ResultFiles.readAblation(file)
            .markdown()
            .lines()
            .filter(line -> line.startsWith("|"))
            .toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("| test | metric | joint, asked with clue |");
    assertThat(lines.get(2)).startsWith("| images | balanced accuracy | 100.0").endsWith("|  |");
  }

  private static AblationResult result(List<Variant> variants, Suite suite) {
    return new AblationResult(
        "ablate",
        7,
        variants.stream()
            .map(
                variant ->
                    new AblationResult.Column(variant.name(), variant.clue(), ask(suite, variant)))
            .toList());
  }

  private static EvaluationResult ask(Suite suite, Variant variant) {
    Clues clues = variant.clue() ? Clues.WITH : Clues.WITHOUT;
    return new Evaluation(Split.TEST, clues, 9, 1, 0, "")
        .run(Ablation.of(suite, variant), FakeAnswerer.of(e -> FakeAnswerer.reply("no", 0.9)));
  }

  private static SuiteTest images(String name) {
    return SuiteTest.of(
        name,
        Scoring.BALANCED,
        List.of(FakeAnswerer.example("a", "", "no"), FakeAnswerer.example("b", "", "no")));
  }
}
