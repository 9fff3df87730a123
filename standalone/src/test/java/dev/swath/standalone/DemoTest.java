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
import java.util.TreeMap;
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

  @TempDir static Path scenes;
  @TempDir Path folder;
  private final StringWriter complaints = new StringWriter();

  @BeforeAll
  static void drawScenes() throws IOException {
    SampleScenes.write(scenes);
  }

  @Test
  void everyTileOfEveryDateIsCaptionedAndEveryPassComparedWithTheOneBefore() throws IOException {
    assertThat(demo("one", scenes)).isZero();
    List<Answer.Properties> answers = answers("one");
    Map<String, List<Answer.Properties>> captions = byTile(answers, "caption");
    Map<String, List<Answer.Properties>> changes = byTile(answers, "change");
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
    assertThat(byTile(answers, "video-scene")).hasSize(1);
    assertThat(answers).allSatisfy(a -> assertThat(a.clue()).isNotEmpty());
    assertThat(answers)
        .allSatisfy(a -> assertThat(a.stages()).containsKeys("ingest", "encode", "clue", "decode"));
  }

  @Test
  void twoRunsOnFreshFoldersGiveTheSameIdsAndTheSameAnswers() throws IOException {
    Path two = twoDates();
    assertThat(demo("one", two)).isZero();
    assertThat(demo("two", two)).isZero();
    assertThat(textsById("two")).isEqualTo(textsById("one")).isNotEmpty();
  }

  @Test
  void aSecondRunOnTheSameFolderAnswersItsOwnScenesAndRepeatsIds() throws IOException {
    Path two = twoDates();
    assertThat(demo("one", two)).isZero();
    Files.move(folder.resolve("one.jsonl"), folder.resolve("first.jsonl"));
    assertThat(demo("one", scenes)).isZero();
    Map<String, String> first = textsById("first");
    Map<String, String> second = textsById("one");
    // The pair of the first run is known and not made again; all else is.
    assertThat(byTile(answers("one"), "change").values())
        .allSatisfy(pairs -> assertThat(pairs).hasSize(2));
    assertThat(second).containsAllEntriesOf(onlyCaptions(first));
  }

  @Test
  void questionsAreAskedAfterTheScenes() throws IOException {
    Path two = twoDates();
    Path questions = folder.resolve("questions.jsonl");
    Files.writeString(
        questions,
        """
        {"id": "q1", "scene": "made-up-2025-06-09", "question": "Is there water?", "allowed_answers": ["yes", "no"]}
        """);
    assertThat(demo("one", two, "--questions", questions.toString())).isZero();
    List<Answer.Properties> asked =
        answers("one").stream().filter(a -> "q1".equals(a.requestId())).toList();
    assertThat(asked).hasSameSizeAs(byTile(answers("one"), "caption").keySet());
    assertThat(asked)
        .allSatisfy(
            a -> {
              assertThat(a.answer()).isIn("yes", "no");
              assertThat(a.scenes()).containsExactly("made-up-2025-06-09");
            });
  }

  @Test
  void aSceneWithABrokenFileIsReportedAndTheOthersAreAnswered() throws IOException {
    Path two = twoDates();
    Path broken = two.resolve("2025-06-09.tif");
    Files.write(broken, "not a TIFF".getBytes(StandardCharsets.UTF_8));
    assertThat(demo("one", two)).isEqualTo(1);
    assertThat(byTile(answers("one"), "caption").values())
        .isNotEmpty()
        .allSatisfy(
            captions ->
                assertThat(captions)
                    .extracting(Answer.Properties::scenes)
                    .containsExactly(List.of("made-up-2025-05-10")));
  }

  @Test
  void servicesThatRunElsewhereAndSeeTheScenesUnderAnotherNameAnswerThem() throws IOException {
    Path two = twoDates();
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
      assertThat(demo("one", two, bootstrap, "--seen-as=" + seenAs.toUri())).isZero();
    }
    assertThat(byTile(answers("one"), "caption")).isNotEmpty();
    assertThat(folder.resolve("one").resolve("kafka")).doesNotExist();
  }

  @Test
  void servicesElsewhereNeedAKafkaAndAWholeAddress() throws IOException {
    Path two = twoDates();
    assertThat(demo("one", two, "--seen-as=file:///scenes")).isEqualTo(1);
    assertThat(complaints.toString()).contains("Name it with --bootstrap");
    assertThat(demo("one", two, "--bootstrap=localhost:1", "--seen-as=scenes")).isEqualTo(1);
    assertThat(complaints.toString()).contains("--seen-as must be an absolute URI");
  }

  private int demo(String run, Path from, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--once",
                "--port=0",
                "--model=" + MODEL,
                "--scenes=" + from,
                "--data-dir=" + folder.resolve(run),
                "--out=" + folder.resolve(run + ".jsonl"),
                "--set=swath.prompt-augment.clues.max-tokens=6",
                "--set=swath.llm.max-tokens=6"));
    arguments.addAll(Arrays.asList(more));
    return SwathCommand.commandLine()
        .setErr(new PrintWriter(complaints, true))
        .execute(arguments.toArray(String[]::new));
  }

  /** The first two dates, without the others and the video. */
  private Path twoDates() throws IOException {
    Path two = Files.createDirectory(folder.resolve("scenes"));
    for (String date : List.of("2025-05-10", "2025-06-09")) {
      for (String ending : List.of(".json", ".tif")) {
        Files.copy(scenes.resolve(date + ending), two.resolve(date + ending));
      }
    }
    return two;
  }

  private List<Answer> events(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run + ".jsonl")).stream()
        .map(line -> Answer.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private List<Answer.Properties> answers(String run) throws IOException {
    return events(run).stream().map(a -> a.data().properties()).toList();
  }

  private Map<String, String> textsById(String run) throws IOException {
    return events(run).stream()
        .collect(Collectors.toMap(Answer::id, a -> a.data().properties().answer()));
  }

  private Map<String, String> onlyCaptions(Map<String, String> texts) throws IOException {
    Map<String, String> captions = new TreeMap<>(texts);
    captions
        .keySet()
        .retainAll(
            events("first").stream()
                .filter(a -> a.data().properties().task().equals("caption"))
                .map(Answer::id)
                .toList());
    return captions;
  }

  private static Map<String, List<Answer.Properties>> byTile(
      List<Answer.Properties> answers, String task) {
    return answers.stream()
        .filter(a -> a.task().equals(task))
        .collect(Collectors.groupingBy(Answer.Properties::tile));
  }
}
