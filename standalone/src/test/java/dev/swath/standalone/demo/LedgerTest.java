package dev.swath.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.contracts.Answer;
import dev.swath.contracts.Question;
import dev.swath.contracts.v1.Acquisition;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Observation;
import dev.swath.contracts.v1.Task;
import dev.swath.contracts.v1.VisualTokens;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String TILE = "12/1197/2145";
  private static final Task CAPTION =
      Task.newBuilder().setName("caption").setKind(Kind.IMAGE).setInstruction("Describe.").build();
  private static final Task CHANGE =
      Task.newBuilder().setName("change").setKind(Kind.PAIR).setInstruction("Compare.").build();

  private final Ledger ledger = new Ledger();

  @BeforeEach
  void twoScenesAreSent() {
    ledger.sent(scene("early"));
    ledger.sent(scene("late"));
  }

  @Test
  void aRunIsWholeWhenEachImageAndEachPairIsAnswered() {
    ledger.observed(observation("early", 1));
    ledger.observed(observation("late", 2));
    ledger.paired(pair("early", "late"));
    assertThat(ledger.expected()).isEqualTo(3);
    assertThat(ledger.answered(answer(CAPTION, "early"))).isTrue();
    assertThat(ledger.answered(answer(CAPTION, "late"))).isTrue();
    assertThat(ledger.problems(true))
        .containsExactly("no answer to 'change' for tile 12/1197/2145 of early and late");
    assertThat(ledger.answered(answer(CHANGE, "early", "late"))).isTrue();
    assertThat(ledger.problems(true)).isEmpty();
  }

  @Test
  void anAnswerMayComeBeforeItIsExpected() {
    assertThat(ledger.answered(answer(CAPTION, "early"))).isTrue();
    ledger.observed(observation("early", 1));
    assertThat(ledger.problems(false)).containsExactly("scene late gave no tile");
  }

  @Test
  void aRepeatedAnswerAndOneOfAnotherRunDoNotCount() {
    assertThat(ledger.answered(answer(CAPTION, "early"))).isTrue();
    assertThat(ledger.answered(answer(CAPTION, "early"))).isFalse();
    assertThat(ledger.answered(answer(CAPTION, "another"))).isFalse();
    assertThat(ledger.answers()).isEqualTo(1);
  }

  @Test
  void onAFreshFolderConsecutivePassesMustBePaired() {
    List.of(observation("early", 1), observation("late", 2)).forEach(ledger::observed);
    ledger.answered(answer(CAPTION, "early"));
    ledger.answered(answer(CAPTION, "late"));
    assertThat(ledger.problems(false)).isEmpty();
    assertThat(ledger.problems(true))
        .containsExactly("tile 12/1197/2145: early and late were not paired");
  }

  @Test
  void aQuestionThatReachesNoTileIsAProblem() {
    List.of(observation("early", 1), observation("late", 1)).forEach(ledger::observed);
    ledger.answered(answer(CAPTION, "early"));
    ledger.answered(answer(CAPTION, "late"));
    ledger.sent(
        Question.parse("{\"id\":\"q1\",\"scene\":\"early\",\"question\":\"Water?\"}".getBytes()));
    assertThat(ledger.problems(false)).containsExactly("question q1 was not put to any tile");
  }

  @Test
  void aDeadLetterIsAProblem() {
    List.of(observation("early", 1), observation("late", 1)).forEach(ledger::observed);
    ledger.answered(answer(CAPTION, "early"));
    ledger.answered(answer(CAPTION, "late"));
    ledger.deadLetter("scenes.DLT: no file");
    assertThat(ledger.problems(false)).containsExactly("scenes.DLT: no file");
  }

  private static Scene scene(String id) {
    return new Scene(id, Instant.EPOCH, new byte[0]);
  }

  private static Observation observation(String scene, long time) {
    return Observation.newBuilder()
        .setTile(TILE)
        .setKind(Kind.IMAGE)
        .setAcquisition(Acquisition.newBuilder().setSceneId(scene).setAcquiredMs(time))
        .addTasks(CAPTION)
        .addTasks(CHANGE)
        .build();
  }

  private static VisualTokens pair(String before, String after) {
    return VisualTokens.newBuilder()
        .setTile(TILE)
        .setKind(Kind.PAIR)
        .addAcquisitions(Acquisition.newBuilder().setSceneId(before))
        .addAcquisitions(Acquisition.newBuilder().setSceneId(after))
        .addTasks(CAPTION)
        .addTasks(CHANGE)
        .build();
  }

  private static Answer answer(Task task, String... scenes) {
    return Answer.of(
        "id",
        "/swath/llm",
        Instant.EPOCH,
        new Answer.Properties(
            task.getName(),
            task.getInstruction(),
            "a lake",
            0.5,
            null,
            List.of(scenes),
            Arrays.stream(scenes).map(s -> Instant.EPOCH).toList(),
            TILE,
            "model@1",
            "",
            null,
            null,
            Map.of()));
  }
}
