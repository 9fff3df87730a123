package dev.swath.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.contracts.Question;
import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.Task;
import dev.swath.imagery.TileGrid;
import dev.swath.imagery.TileKey;
import dev.swath.ingest.IngestSettings.StandingTask;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTasksTest {
  private static final TileKey INSIDE = TileGrid.at(10.5, 50.5, 14);
  private static final TileKey OUTSIDE = TileGrid.at(20, 50.5, 14);

  @Test
  void anImageIsAskedWhatConcernsImagesAndPairs() {
    StandingTasks tasks = tasks(null);

    assertThat(tasks.of(INSIDE, Kind.IMAGE)).extracting(Task::getName).containsExactly("i", "p");
    assertThat(tasks.of(INSIDE, Kind.VIDEO)).extracting(Task::getName).containsExactly("v");
  }

  @Test
  void aTaskWithAnAreaIsAskedOnlyThere() {
    String ring = "[[10,50],[11,50],[11,51],[10,51],[10,50]]";
    for (String area :
        List.of("10,50,11,51", "{\"type\":\"Polygon\",\"coordinates\":[" + ring + "]}")) {
      assertThat(tasks(area).of(INSIDE, Kind.IMAGE)).hasSize(2);
      assertThat(tasks(area).of(OUTSIDE, Kind.IMAGE)).isEmpty();
    }
  }

  @Test
  void aHoleInAnAreaIsOutside() {
    String outer = "[[0,40],[30,40],[30,60],[0,60],[0,40]]";
    String hole = "[[10,50],[11,50],[11,51],[10,51],[10,50]]";
    String area = "{\"type\":\"Polygon\",\"coordinates\":[" + outer + "," + hole + "]}";

    assertThat(tasks(area).of(INSIDE, Kind.IMAGE)).isEmpty();
    assertThat(tasks(area).of(OUTSIDE, Kind.IMAGE)).hasSize(2);
  }

  @Test
  void whatIsNoAreaIsRefused() {
    for (String bad : List.of("", "1,2,3", "3,2,1,4", "{\"type\":\"Point\"}", "{", "a,b,c,d")) {
      assertThatThrownBy(() -> Area.valueOf(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("west,south,east,north");
    }
  }

  @Test
  void aQuestionIsToldHowToBeAnsweredUnlessItSaysSoItself() {
    assertThat(instruction("Is there a lake?", Kind.IMAGE)).isEqualTo("Is there a lake? Be brief.");
    assertThat(instruction("Describe the lake.", Kind.IMAGE)).isEqualTo("Describe the lake.");
    assertThat(instruction("Is there a lake? Answer yes or no.", Kind.IMAGE))
        .isEqualTo("Is there a lake? Answer yes or no.");
    assertThat(instruction("Has the lake grown?", Kind.PAIR)).isEqualTo("Has the lake grown?");
  }

  @Test
  void aQuestionKeepsItsIdAndItsAllowedAnswers() {
    Question question =
        new Question("q1", "s", null, "Lake?", List.of("yes", "no"), null, null, null, null);
    Task task = questionTasks().of(question, Kind.IMAGE);

    assertThat(task.getName()).isEqualTo("question");
    assertThat(task.getRequestId()).isEqualTo("q1");
    assertThat(task.getAdapter()).isEqualTo("vqa");
    assertThat(task.getAllowedAnswersList()).containsExactly("yes", "no");
  }

  private static String instruction(String question, Kind kind) {
    return questionTasks()
        .of(new Question("q", "s", null, question, null, null, null, null, null), kind)
        .getInstruction();
  }

  private static QuestionTasks questionTasks() {
    return new QuestionTasks(new IngestSettings.Questions("vqa", "Be brief.", 1));
  }

  private static StandingTasks tasks(String area) {
    Optional<Area> where = Optional.ofNullable(area).map(Area::valueOf);
    return new StandingTasks(
        List.of(
            new StandingTask("i", Kind.IMAGE, "?", "", List.of(), where),
            new StandingTask("p", Kind.PAIR, "?", "", List.of(), where),
            new StandingTask("v", Kind.VIDEO, "?", "", List.of(), where)));
  }
}
