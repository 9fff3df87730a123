package dev.swath.lab.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.eval.report.EvaluationResult.NotRun;
import dev.swath.lab.eval.report.ModelCard.Section;
import dev.swath.lab.eval.report.TestResult.Answer;
import dev.swath.lab.eval.report.TestResult.ClassRow;
import dev.swath.lab.eval.report.TestResult.Confusion;
import dev.swath.lab.eval.report.TestResult.GoalResult;
import dev.swath.lab.eval.report.TestResult.LeftOut;
import dev.swath.lab.eval.report.TestResult.Measured;
import dev.swath.lab.eval.report.TestResult.Reliability;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final Published PUBLISHED = Published.load();

  private static final EvaluationResult RESULT =
      new EvaluationResult(
          "tiny",
          "test",
          "./swath lab eval --suite tiny",
          new EvaluationResult.Model("tiny", "e1", "m1", "tuned", "a1", 1.5),
          1,
          100,
          List.of(
              new TestResult(
                  "my <LR>",
                  "rsvqa-lr",
                  "exact match",
                  3,
                  List.of(new LeftOut(2, "questions of type count")),
                  List.of(
                      new Measured("accuracy: presence", true, 91.25, 80, 99.5, 3, "%"),
                      new Measured("overall", true, 66.7, 20, 100, 3, "%")),
                  List.of(new GoalResult("overall", true, 70, 66.7)),
                  new Confusion(List.of("yes", "no"), List.of(List.of(1, 0, 0), List.of(0, 1, 1))),
                  List.of(new ClassRow("no", 2, Double.NaN, 50, 66.7)),
                  new Reliability(0.1, 0.2, List.of(new Reliability.Bin(0.4, 0.5, 3, 0.45, 0.55))),
                  List.of(
                      new Answer(
                          "a",
                          List.of("a.png"),
                          "<script>alert(1)</script>",
                          "a \"clue\"",
                          "b & c",
                          List.of("no"),
                          0.9,
                          0)))),
          List.of(new NotRun("ERA", "era", "ERA not there")));

  @TempDir private Path folder;

  @Test
  void ourFiguresStandBesideThePublishedOnesWithTheirSource() {
    String markdown = MarkdownReport.of(RESULT, PUBLISHED);
    assertThat(markdown)
        .contains("| UniRS | 91.64 | 92.68 | 90.00 |  | 92.21 | published: UniRS project page")
        .contains("| tiny, with clue | 91.3 (80.0 to 99.5) | not measured |")
        .contains("measured here, test split |")
        .contains("| tiny | not run: ERA not there | not run |")
        .contains("published figure not at hand")
        .contains("goal overall at least 70.0: MISSED (66.7, with clue)")
        .contains("left out 2: questions of type count")
        .contains("ERA: not run: ERA not there");
  }

  @Test
  void thePageIsOneFileAndShowsTextsAsTexts() throws Exception {
    String html =
        HtmlReport.of(RESULT, PUBLISHED, (test, answer) -> List.of("data:image/png;base64,AA=="));
    assertThat(html)
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script")
        .doesNotContain("<link")
        .contains("<img src=\"data:image/png;base64,AA==\"")
        .contains("<code>./swath lab eval --suite tiny</code>")
        .contains("aria-label=\"scores\"")
        .contains("class=\"wrong\" fill-opacity=\"0.55\"><title>overall, with clue</title>")
        .contains("<title>goal 70.0</title>")
        .contains("confusion matrix")
        .contains("reliability diagram")
        .contains("never answered");
    assertThat(html.replace("github.com", "")).doesNotContain("src=\"http").doesNotContain("url(");
    // Each picture is XML of its own, or a browser would drop it.
    int from = 0;
    for (int start = html.indexOf("<svg"); start >= 0; start = html.indexOf("<svg", from)) {
      from = html.indexOf("</svg>", start) + "</svg>".length();
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(
              new ByteArrayInputStream(
                  html.substring(start, from).getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(from).isPositive();
  }

  @Test
  void reportsDoNotDependOnTheUsersLanguage() {
    String english = MarkdownReport.of(RESULT, PUBLISHED);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(MarkdownReport.of(RESULT, PUBLISHED)).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aResultIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("out/results.json");
    ResultFiles.write(RESULT, file);
    assertThat(ResultFiles.read(file)).isEqualTo(RESULT);
    assertThat(Files.exists(folder.resolve("out/results.json.partial"))).isFalse();
  }

  @Test
  void whatIsNoResultIsRefusedWithItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
    assertThatThrownBy(() -> ResultFiles.read(file))
        .hasMessageContaining(file + " is no result of");
    assertThatThrownBy(() -> ResultFiles.read(folder.resolve("gone.json")))
        .hasMessageContaining("gone.json is not there");
  }

  @Test
  void theCardKeepsAllButItsScoresAndASecondTimeChangesNothing() throws IOException {
    String before = "# My model\n\nHand-written.\n\n## Scores\n\n" + Section.SCORES.begin() + "\n";
    String after = Section.SCORES.end() + "\n\n## Limits\n\nMany.\n";
    Path card = Files.writeString(folder.resolve("README.md"), before + "old figures\n" + after);
    ModelCard.write(Section.SCORES, MarkdownReport.scores(RESULT), card);
    String once = Files.readString(card);
    assertThat(once).startsWith(before).endsWith(after).doesNotContain("old figures");
    assertThat(once).contains("| my <LR> | overall | 3 |  | 66.7 (20.0 to 100.0) |");
    ModelCard.write(Section.SCORES, MarkdownReport.scores(RESULT), card);
    assertThat(Files.readString(card)).isEqualTo(once);
  }

  @Test
  void benchmarksStandBesideThePublishedFiguresOfTheirTableAndOfNoOther() {
    String text = MarkdownReport.benchmarks(RESULT, PUBLISHED);
    assertThat(text)
        .contains("### RSVQA-LR, accuracy in %")
        .contains("| UniRS | 91.64 |")
        .contains("| tiny, with clue | 91.3 (80.0 to 99.5) |")
        .doesNotContain("LEVIR-CC")
        .doesNotContain("not in suite");
  }

  @Test
  void aVariantOfAPublishedMetricIsNamedInItsCell() {
    TestResult captions =
        new TestResult(
            "mine",
            "ucm-captions",
            "captions",
            3,
            List.of(),
            List.of(new Measured("METEOR (no paraphrases)", false, 20.5, 18, 22, 3, "x 100")),
            List.of(),
            null,
            List.of(),
            null,
            List.of());
    EvaluationResult result =
        new EvaluationResult(
            "tiny", "test", "", RESULT.model(), 1, 100, List.of(captions), List.of());
    assertThat(MarkdownReport.benchmarks(result, PUBLISHED))
        .contains("| 20.5 (18.0 to 22.0) (no paraphrases) |");
  }

  @Test
  void aCardWithoutMarkersIsLeftAloneAndTheErrorSaysWhatItNeeds() throws IOException {
    Path card = Files.writeString(folder.resolve("README.md"), "# My model\n");
    assertThatThrownBy(() -> ModelCard.write(Section.SCORES, MarkdownReport.scores(RESULT), card))
        .hasMessageContaining(Section.SCORES.begin())
        .hasMessageContaining(Section.SCORES.end());
    assertThat(Files.readString(card)).isEqualTo("# My model\n");
  }

  @Test
  void everyPublishedFigureHasASourceAndAColumn() {
    assertThat(PUBLISHED.tables()).isNotEmpty();
    for (Published.Table table : PUBLISHED.tables()) {
      List<String> columns = table.columns().stream().map(Published.Column::title).toList();
      assertThat(columns).doesNotHaveDuplicates();
      for (Published.Row row : table.rows()) {
        assertThat(PUBLISHED.sources()).as(row.system()).containsKey(row.source());
        assertThat(columns).as(row.system()).containsAll(row.values().keySet());
      }
    }
  }

  @Test
  void aPublishedAverageOfTypesIsTheMeanOfItsRow() {
    Published.Table table = PUBLISHED.tables().get(0);
    assertThat(table.id()).isEqualTo("rsvqa-lr");
    for (Published.Row row : table.rows()) {
      Double average = row.values().get("Average of types");
      if (average != null) {
        double sum = 0;
        for (String type : List.of("Presence", "Comparison", "Rural/urban")) {
          sum += row.values().get(type);
        }
        assertThat(average).as(row.system()).isCloseTo(sum / 3, within(0.015));
      }
    }
  }
}
