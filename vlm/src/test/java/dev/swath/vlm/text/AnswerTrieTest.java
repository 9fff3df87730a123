package dev.swath.vlm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTrieTest {

  private static final int END = 2;

  private static AnswerTrie trie() {
    Map<String, int[]> answers = new LinkedHashMap<>();
    answers.put("no", new int[] {7});
    answers.put("no change", new int[] {7, 9, 4});
    answers.put("yes", new int[] {5, 3});
    return AnswerTrie.of(answers, END);
  }

  @Test
  void theFirstTokensOfAllAnswersMayComeFirst() {
    assertThat(trie().allowed()).containsExactly(5, 7);
  }

  @Test
  void anAnswerThatBeginsAnotherMayEndOrGoOn() {
    assertThat(trie().after(7).allowed()).containsExactly(END, 9);
    assertThat(trie().after(7).after(9).allowed()).containsExactly(4);
    assertThat(trie().after(7).after(9).after(4).allowed()).containsExactly(END);
  }

  @Test
  void behindItsEndStandsTheAnswer() {
    assertThat(trie().after(7).after(END).answer()).contains("no");
    assertThat(trie().after(7).after(9).after(4).after(END).answer()).contains("no change");
    assertThat(trie().after(7).answer()).isEmpty();
    assertThat(trie().after(7).after(END).allowed()).isEmpty();
  }

  @Test
  void aTokenThatIsNotAllowedIsNamed() {
    assertThatThrownBy(() -> trie().after(5).after(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token 7 is not allowed here");
    assertThatThrownBy(() -> trie().after(END)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestWayCountsTheEndToo() {
    assertThat(trie().longest()).isEqualTo(4);
    assertThat(trie().after(5).longest()).isEqualTo(2);
    assertThat(AnswerTrie.of(Map.of("", new int[0]), END).longest()).isEqualTo(1);
  }

  @Test
  void ofTwoAnswersWithTheSameTokensTheFirstCounts() {
    Map<String, int[]> same = new LinkedHashMap<>();
    same.put("ﬁeld", new int[] {8});
    same.put("field", new int[] {8});
    assertThat(AnswerTrie.of(same, END).after(8).after(END).answer()).contains("ﬁeld");
  }
}
