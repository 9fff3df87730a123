package dev.swath.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.contracts.v1.Kind;
import dev.swath.contracts.v1.VisualTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

  private static final List<String> PARTS =
      List.of("scene", "1/0/0", "caption", "Describe.", "q1", "model", "adapter");

  @Test
  void anAnswerIdIsTheSameInEveryRun() {
    // Written down: a change of the recipe would make all known answers unknown.
    assertThat(id(PARTS)).isEqualTo("e57092ae-fb86-8824-a6d2-e7cdd09221e6");
    assertThat(UUID.fromString(id(PARTS)).version()).isEqualTo(8);
    assertThat(UUID.fromString(id(PARTS)).variant()).isEqualTo(2);
  }

  @Test
  void everyPartOfAnAnswerMakesItsId() {
    List<String> ids = new ArrayList<>(List.of(id(PARTS)));
    for (int i = 0; i < PARTS.size(); i++) {
      List<String> other = new ArrayList<>(PARTS);
      other.set(i, "other");
      ids.add(id(other));
    }
    ids.add(AnswerId.of(List.of("scene", "1/0/0"), "caption", "Describe.", "q1", "model", "a", ""));

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void theSameMessageHasTheSameIdWhateverItsTimings() {
    String id = Event.of(Samples.visualTokens()).id();

    assertThat(Event.of(Samples.visualTokens().toBuilder().putStagesMs("encode", 99).build()).id())
        .isEqualTo(id);
    VisualTokens.Builder later = Samples.visualTokens().toBuilder();
    later.getAcquisitionsBuilder(0).setArrivedMs(99);
    assertThat(Event.of(later.build()).id()).isEqualTo(id);
    assertThat(Event.of(Samples.changeTokens()).id()).isNotEqualTo(id);
    assertThat(Event.of(Samples.visualTokens().toBuilder().setEncoder("x").build()).id())
        .isNotEqualTo(id);
  }

  @Test
  void pairsGoToTheirOwnTopic() {
    assertThat(Event.of(Samples.visualTokens()).topic()).isEqualTo(Topics.VISUAL_TOKENS);
    assertThat(Event.of(Samples.changeTokens()).topic()).isEqualTo(Topics.CHANGE_TOKENS);
    assertThat(Event.of(Samples.changeTokens()).key()).isEqualTo(Samples.TILE);
  }

  @Test
  void anAnswerComesBackFromItsJson() {
    assertThat(Answer.parse(Samples.answer().toJson())).isEqualTo(Samples.answer());
  }

  @Test
  void aConfidenceIsAProbability() {
    assertThatThrownBy(
            () ->
                Answer.parse(
                    new String(Samples.answer().toJson(), UTF_8)
                        .replace("0.87", "-0.14")
                        .getBytes(UTF_8)))
        .hasMessageContaining("confidence -0.14 is not in (0, 1]");
  }

  @Test
  void aQuestionComesBackFromItsJson() {
    assertThat(Question.parse(Samples.question().toJson())).isEqualTo(Samples.question());
    assertThat(Samples.question().observationKind()).contains(Kind.IMAGE);
  }

  @Test
  void aQuestionMayLeaveOutWhatItDoesNotNeed() {
    Question question = question("'id': '1', 'scene': 's', 'question': 'Why?'");

    assertThat(question.allowedAnswers()).isEmpty();
    assertThat(question.observationKind()).isEmpty();
    assertThat(question.tile()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'scene': 's', 'question': 'Why?' | 'id' is missing",
        "'id': '1', 'scene': 's' | 'question' is missing",
        "'id': '1', 'question': 'Why?' | give either 'scene'",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'item': {} | give either 'scene'",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'point': [1] | 'point' must be",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'point': [52, 181] | 'point' must be in deg",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'bbox': [1, 2, 3] | 'bbox' must be",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'bbox': [1, 2, 3, 1] | south lies north",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'tile': 'x' | tile 'x' is not",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'tile': '1/0/0', 'point': [1, 1] | at most",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'kind': 'sound' | 'kind' must be",
        "'id': '1', 'question': 'Why?', 'scene': 's', 'point': 'here' | field 'point'",
        "'id': '1' 'question' | not JSON"
      })
  void aWrongQuestionSaysWhatIsWrong(String fields, String reason) {
    assertThatThrownBy(() -> question(fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("question: ")
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    for (String text : List.of("", "null", "[]", "7", "{")) {
      assertThatThrownBy(() -> Question.parse(text.getBytes(UTF_8)))
          .as("'%s'", text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("question: ");
    }
  }

  private static Question question(String fields) {
    return Question.parse(("{" + fields.replace('\'', '"') + "}").getBytes(UTF_8));
  }

  private static String id(List<String> p) {
    return AnswerId.of(
        List.of(p.get(0)), p.get(1), p.get(2), p.get(3), p.get(4), p.get(5), p.get(6));
  }
}
