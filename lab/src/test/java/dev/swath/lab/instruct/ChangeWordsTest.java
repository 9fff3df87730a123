package dev.swath.lab.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.data.ChangeKind;
import dev.swath.lab.data.CoverChange;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeWordsTest {

  @ParameterizedTest
  @EnumSource
  void aSentenceTellsTheFactsThatItWasMadeOf(ChangeKind kind) {
    CoverChange change = new CoverChange(0.4, Optional.of(kind), 0.2, 0.5);
    assertThat(ChangeWords.facts(ChangeWords.caption(change)))
        .contains(new ChangeWords.Facts(kind, Optional.of("on the left")));
    assertThat(ChangeWords.facts(ChangeWords.clue(change)))
        .contains(new ChangeWords.Facts(kind, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.2; 0.2; 0.2; a part of the area, in the upper left.",
        "0.4; 0.52; 0.48; a large part of the area, in the middle.",
        "0.4; 0.8; 0.5; a large part of the area, on the right.",
        "0.4; 0.42; 0.5; a large part of the area.",
        "0.8; 0.2; 0.2; most of the area.",
      })
  void whatCaptionsAreJudgedByTellsThePlaceWhereItIsCertain(
      double share, double x, double y, String end) {
    CoverChange change = new CoverChange(share, Optional.of(ChangeKind.WATER_CAME), x, y);
    assertThat(ChangeWords.certain(change)).isEqualTo("Open water has spread over " + end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.4; 0.42; 0.5; in the middle",
        "0.4; 0.4; 0.5; on the left",
        "0.4; 0.42; 0.61; at the bottom",
        "0.8; 0.2; 0.2; nearly everywhere",
        "0.1; 0.2; 0.2; nowhere",
      })
  void whereAChangeLiesIsAnsweredByTheNearestPlace(double share, double x, double y, String place) {
    CoverChange change = new CoverChange(share, Optional.of(ChangeKind.WATER_CAME), x, y);
    assertThat(ChangeWords.place(change)).isEqualTo(place);
  }

  @Test
  void aSmallChangeIsNone() {
    CoverChange change = new CoverChange(0.1, Optional.of(ChangeKind.WATER_CAME), 0.5, 0.5);
    assertThat(ChangeWords.caption(change)).isEqualTo(ChangeWords.NO_CHANGE);
    assertThat(ChangeWords.facts(ChangeWords.NO_CHANGE)).isEmpty();
  }
}
