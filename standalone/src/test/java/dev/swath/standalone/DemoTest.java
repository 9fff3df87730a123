package dev.swath.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Answer;
import dev.swath.lab.scenes.SampleScenes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo command as a user calls it: scenes in, answers out, through five real services on a real
 * broker with a real model. Its weights are random, so what it says is gibberish; that everything
 * is asked and answered is not.
 */
class DemoTest {
  private static final Path MODEL = Path.of("../vlm/src/test/resources/golden/vila-tiny");

  private static final String QUESTION =
      """
      {"id": "q1", "scene": "made-up-2025-06-09", "question": "Is there water?", "allowed_answers": ["yes", "no"]}
      """;

  @TempDir static Path scenes;

  /** A run on two dates with a question, and one on all the scenes in the same folder after it. */
  @TempDir static Path twice;

  /** One run on all the scenes. */
  @TempDir static Path once;

  @TempDir Path folder;
  private static final StringWriter COMPLAINTS = new StringWriter();
  private static List<Answer> ofTwoDates;
  private static List<Answer> ofAllAfterThem;
  private static List<Answer> ofAll;

  @BeforeAll
  static void runThreeTimes() throws IOException {
    SampleScenes.write(scenes);
    Path questions = Files.writeString(twice.resolve("questions.jsonl"), QUESTION);
    assertThat(demo(twice, twoDates(twice), "--questions", questions.toString())).isZero();
    ofTwoDates = answers(twice);
    assertThat(of("caption", ofTwoDates)).isNotEmpty();
    assertThat(demo(twice, scenes)).isZero();
    ofAllAfterThem = answers(twice);
    assertThat(demo(once, scenes)).isZero();
    ofAll = answers(once);
  }

  @Test
  void everyTileOfEveryDateIsCaptionedAndEveryPassComparedWithTheOneBefore() {
    Map<String, List<Answer.Properties>> captions = byTile(ofAll, "caption");
    Map<String, List<Answer.Properties>> changes = byTile(ofAll, "change");
    assertThat(captions).hasSizeGreaterThanOrEqualTo(12);
    assertThat(changes.keySet()).isEqualTo(captions.keySet());
    captions.forEach(
        (tile, ofTile) -> {
          List<String> dates = ofTile.stream().map(a -> a.scenes().get(0)).sorted().toList();
          assertThat(dates).hasSize(4).doesNotHaveDuplicates();
          assertThat(changes.get(tile))
              .extracting(Answer.Properties::scenes)
              .containsExactlyInAnyOrder(
                  dates.subList(0, 2), dates.subList(1, 3), dates.subList(2, 4));
        });
    assertThat(byTile(ofAll, "video-scene")).hasSize(1);
    assertThat(properties(ofAll))
        .allSatisfy(a -> assertThat(a.clue()).isNotEmpty())
        .allSatisfy(a -> assertThat(a.stages()).containsKeys("ingest", "encode", "clue", "decode"));
  }

  @Test
  void twoRunsOnFreshFoldersGiveTheSameIdsAndTheSameAnswers() {
    assertThat(textsById(ofAll)).containsAllEntriesOf(textsById(unasked(ofTwoDates)));
  }

  @Test
  void aSecondRunOnTheSameFolderAnswersItsOwnScenesAndRepeatsIds() {
    // The pair of the first run is known and not made again; all else is.
    assertThat(byTile(ofAllAfterThem, "change").values())
        .isNotEmpty()
        .allSatisfy(pairs -> assertThat(pairs).hasSize(2));
    assertThat(textsById(ofAllAfterThem))
        .containsAllEntriesOf(textsById(of("caption", unasked(ofTwoDates))));
  }

  @Test
  void questionsAreAskedAfterTheScenes() {
    List<Answer.Properties> asked =
        properties(ofTwoDates).stream().filter(a -> "q1".equals(a.requestId())).toList();
    assertThat(asked)
        .hasSameSizeAs(byTile(ofTwoDates, "caption").keySet())
        .allSatisfy(a -> assertThat(a.answer()).isIn("yes", "no"))
        .allSatisfy(a -> assertThat(a.scenes()).containsExactly("made-up-2025-06-09"));
  }

  @Test
  void aSceneWithABrokenFileIsReportedAndTheOthersAreAnswered() throws IOException {
    Path two = twoDates(folder);
    Path broken = two.resolve("2025-06-09.tif");
    Files.write(broken, "not a TIFF".getBytes(StandardCharsets.UTF_8));
    assertThat(demo(folder, two)).isEqualTo(1);
    assertThat(byTile(answers(folder), "caption").values())
        .isNotEmpty()
        .allSatisfy(
            captions ->
                assertThat(captions)
                    .extracting(Answer.Properties::scenes)
                    .containsExactly(List.of("made-up-2025-05-10")));
  }

  @Test
  void servicesThatRunElsewhereAndSeeTheScenesUnderAnotherNameAnswerThem() throws IOException {
    Path two = twoDates(folder);
    Path seenAs = Files.createSymbolicLink(folder.resolve("seen"), two);
    try (Standalone elsewhere =
        Standalone.start(
            new Standalone.Settings(
                folder.resolve("elsewhere"),
                MODEL,
                0,
                0,
                Optional.empty(),
                Map.of(
                    "swath.ingest.allowed-roots", two.toRealPath().toString(),
                    "swath.prompt-augment.clues.max-tokens", "6",
                    "swath.llm.max-tokens", "6")))) {
      String bootstrap = "--bootstrap=" + elsewhere.bootstrapServers();
      assertThat(demo(folder, two, bootstrap, "--seen-as=" + seenAs.toUri())).isZero();
    }
    assertThat(byTile(answers(folder), "caption")).isNotEmpty();
    assertThat(folder.resolve("data").resolve("kafka")).doesNotExist();
  }

  @Test
  void servicesElsewhereNeedAKafkaAndAWholeAddress() throws IOException {
    Path two = twoDates(folder);
    assertThat(demo(folder, two, "--seen-as=file:///scenes")).isEqualTo(1);
    assertThat(COMPLAINTS.toString()).contains("Name it with --bootstrap");
    assertThat(demo(folder, two, "--bootstrap=localhost:1", "--seen-as=scenes")).isEqualTo(1);
    assertThat(COMPLAINTS.toString()).contains("--seen-as must be an absolute URI");
  }

  /** Runs the demo on scenes; its data and the answers, which replace any, lie in the folder. */
  private static int demo(Path run, Path from, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--once",
                "--port=0",
                "--model=" + MODEL,
                "--scenes=" + from,
                "--data-dir=" + run.resolve("data"),
                "--out=" + run.resolve("answers.jsonl"),
                "--set=swath.prompt-augment.clues.max-tokens=6",
                "--set=swath.llm.max-tokens=6"));
    arguments.addAll(Arrays.asList(more));
    return SwathCommand.commandLine()
        .setErr(new PrintWriter(COMPLAINTS, true))
        .execute(arguments.toArray(String[]::new));
  }

  /** The first two dates, without the others and the video. */
  private static Path twoDates(Path folder) throws IOException {
    Path two = Files.createDirectory(folder.resolve("scenes"));
    for (String date : List.of("2025-05-10", "2025-06-09")) {
      for (String ending : List.of(".json", ".tif")) {
        Files.copy(scenes.resolve(date + ending), two.resolve(date + ending));
      }
    }
    return two;
  }

  private static List<Answer> answers(Path run) throws IOException {
    return Files.readAllLines(run.resolve("answers.jsonl")).stream()
        .map(line -> Answer.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<Answer.Properties> properties(List<Answer> answers) {
    return answers.stream().map(answer -> answer.data().properties()).toList();
  }

  private static Map<String, String> textsById(List<Answer> answers) {
    return answers.stream()
        .collect(Collectors.toMap(Answer::id, answer -> answer.data().properties().answer()));
  }

  /** Without the answers to questions. */
  private static List<Answer> unasked(List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.data().properties().requestId() == null)
        .toList();
  }

  private static List<Answer> of(String task, List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.data().properties().task().equals(task))
        .toList();
  }

  private static Map<String, List<Answer.Properties>> byTile(List<Answer> answers, String task) {
    return properties(of(task, answers)).stream()
        .collect(Collectors.groupingBy(Answer.Properties::tile));
  }
}
