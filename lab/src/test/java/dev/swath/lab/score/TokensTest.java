package dev.swath.lab.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void wordsAreLowerCasedAndPunctuationIsDropped() {
    assertThat(Tokens.of("Many planes, parked near (two) \"Terminals\" - in line; why?"))
        .containsExactly(
            "many", "planes", "parked", "near", "two", "terminals", "in", "line", "why");
  }

  @Test
  void hyphensWithinWordsAndPointsWithinNumbersStay() {
    assertThat(Tokens.of("A two-storey house, 3.5 m or 1,200 cm... and/or more."))
        .containsExactly(
            "a", "two-storey", "house", "3.5", "m", "or", "1,200", "cm", "and/or", "more");
  }

  @Test
  void contractionsAreCutAsInThePennTreebank() {
    assertThat(Tokens.of("There isn't the city's harbour, they’re gone"))
        .containsExactly(
            "there", "is", "n't", "the", "city", "'s", "harbour", "they", "'re", "gone");
    assertThat(Tokens.of("the trees' shade isn't, the city's."))
        .containsExactly("the", "trees", "shade", "is", "n't", "the", "city", "'s");
  }

  @Test
  void symbolsAreWordsOfTheirOwn() {
    assertThat(Tokens.of("30% water & 70 % land"))
        .containsExactly("30", "%", "water", "&", "70", "%", "land");
  }

  @Test
  void aCaptionOfBlanksHasNoWords() {
    assertThat(Tokens.of(" \t. ")).isEmpty();
  }
}
