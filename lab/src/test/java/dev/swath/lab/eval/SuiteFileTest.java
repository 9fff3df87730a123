package dev.swath.lab.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.swath.lab.dataset.Example;
import dev.swath.lab.dataset.Split;
import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteFileTest {

  private static final String GOOD =
      """
      name: mine
      tests:
        - name: my questions
          benchmark: rsvqa-lr
          layout: json-lines
          path: mine.jsonl
          scoring: questions
          instruction: "Look: {question}"
          goals: {overall: 80}
      """;

  @TempDir private Path data;

  @BeforeEach
  void writeData() throws IOException {
    Files.createDirectory(data.resolve("images"));
    Files.write(data.resolve("images/a.png"), new byte[] {1});
    Files.writeString(
        data.resolve("mine.jsonl"),
        """
        {"image": "images/a.png", "split": "test", "question": "How many cars?", "answer": "2"}
        {"image": "images/a.png", "split": "val", "question": "Is there a car?", "answer": "yes"}
        {"image": "images/gone.png", "split": "test", "question": "What?", "answer": "it"}
        {"image": "images/a.png", "split":
        """);
  }

  @Test
  void aFileNamesDatasetsAndTheirInstructions() throws IOException {
    Suite suite = read(GOOD);
    assertThat(suite.name()).isEqualTo("mine");
    SuiteTest test = suite.tests().get(0);
    assertThat(test.scoring()).isEqualTo(Scoring.QUESTIONS);
    assertThat(test.goals()).containsExactly(new SuiteTest.Goal("overall", 80));
    Example example = test.examples().get(0);
    assertThat(test.examples()).hasSize(1);
    assertThat(example.instruction())
        .isEqualTo("Look: How many cars? Answer the question using a single word or phrase.");
    assertThat(example.type()).isEqualTo("counting");
    assertThat(test.leftOut())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.count()).isEqualTo(2);
              assertThat(left.reason()).contains("mine.jsonl:3").contains("gone.png");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "benchmark: ~ bench: ~ mine.yaml:4: unknown key 'bench'; allowed are name, scoring",
        "layout: json-lines ~ layout: tfrecord ~ mine.yaml:5: 'layout' is 'tfrecord', which there is not; there are rsvqa-lr",
        "path: mine.jsonl ~ path: x.jsonl ~ mine.yaml:6:",
        "scoring: questions ~ scoring: magic ~ mine.yaml:7: 'scoring' is wrong: unknown scoring 'magic'; there are classes",
        "overall: 80 ~ overall: high ~ mine.yaml:9: 'overall' is 'high', which is no number",
        "name: mine ~ optional: false ~ mine.yaml:1: 'name' is missing",
        "tests: ~ tests: 5 # ~ mine.yaml",
      })
  void aMistakeIsToldWithFileAndLine(String good, String bad, String message) {
    assertThatThrownBy(() -> read(GOOD.replace(good.strip(), bad.strip())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void missingDataIsAnErrorThatSaysWhatToDoUnlessTheSuiteSaysOptional() throws IOException {
    String missing = GOOD.replace("path: mine.jsonl", "path: LR");
    assertThatThrownBy(() -> read(missing))
        .hasMessageContaining("names " + data.resolve("LR") + ", which is not there")
        .hasMessageContaining("--data");
    Suite suite = read("optional: true\n" + missing);
    assertThat(suite.tests()).isEmpty();
    assertThat(suite.notRun())
        .containsExactly(new NotRun("my questions", "rsvqa-lr", "LR not there"));
  }

  @Test
  void anUnknownSuiteIsAnErrorThatNamesTheSuites() {
    assertThatThrownBy(() -> Suites.open("best", data, Split.TEST))
        .hasMessageContaining("no suite 'best'")
        .hasMessageContaining("compact, ucm, seeds");
  }

  @Test
  void theSeedsSuiteRunsWhatIsThereAndSaysWhatIsNot() throws IOException {
    Suite suite = Suites.open("seeds", data, Split.TEST);
    assertThat(suite.tests()).isEmpty();
    assertThat(suite.notRun())
        .extracting(NotRun::benchmark)
        .contains("rsvqa-lr", "era", "levir-cc");
  }

  @Test
  void theUcmSuiteReadsItsPublishedSplit() throws IOException {
    Path shared = Path.of("../../shared/data");
    assumeTrue(Files.exists(shared.resolve("ucm_vqa.jsonl")), "no data at " + shared);
    List<SuiteTest> tests = Suites.open("ucm", shared, Split.TEST).tests();
    assertThat(tests).extracting(test -> test.examples().size()).containsExactly(210, 447);
    assertThat(tests.get(0).examples().get(0).answers()).hasSize(5);
    assertThat(tests.get(1).examples())
        .extracting(Example::type)
        .contains("theme", "presence", "counting", "location");
    assertThat(tests.get(1).examples().get(0).media().get(0).frames(1).get(0).width())
        .isEqualTo(256);
  }

  private Suite read(String yaml) throws IOException {
    return new SuiteFile(data, Split.TEST).read(yaml, "mine.yaml");
  }
}
