package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.instruct.CoverSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CoverChangeTest {

  private static final int SIDE = 10;

  @Test
  void theLargestTransitionNamesTheChange() {
    LandCover[] before = filled(LandCover.VEGETATION);
    LandCover[] after = filled(LandCover.VEGETATION);
    Arrays.fill(after, 0, 30, LandCover.BARE);
    Arrays.fill(after, 30, 40, LandCover.WATER);
    CoverChange change = CoverChange.measure(before, after, SIDE, Crop.whole(SIDE));
    assertThat(change).isEqualTo(new CoverChange(0.4, LandCover.VEGETATION, LandCover.BARE));
    assertThat(change.changed()).isTrue();
    assertThat(CoverSamples.caption(change))
        .isEqualTo("Vegetation has been cleared in a large part of the area.");
  }

  @Test
  void pixelsWithoutDataDoNotCount() {
    LandCover[] before = filled(LandCover.WATER);
    LandCover[] after = filled(LandCover.LAND);
    Arrays.fill(after, 0, 50, LandCover.UNKNOWN);
    assertThat(CoverChange.measure(before, after, SIDE, Crop.whole(SIDE)).share()).isEqualTo(1);
    Arrays.fill(after, LandCover.UNKNOWN);
    assertThat(CoverChange.measure(before, after, SIDE, Crop.whole(SIDE)).share()).isZero();
  }

  @Test
  void onlyTheCropIsMeasured() {
    LandCover[] before = filled(LandCover.LAND);
    LandCover[] after = filled(LandCover.LAND);
    Arrays.fill(after, 0, 5 * SIDE, LandCover.WATER);
    assertThat(CoverChange.measure(before, after, SIDE, new Crop(0, 5, 5, 3)).share()).isZero();
    assertThat(CoverChange.measure(before, after, SIDE, new Crop(0, 0, 5, 3)).share()).isEqualTo(1);
  }

  @Test
  void anUnchangedPairSaysSo() {
    CoverChange change =
        CoverChange.measure(filled(LandCover.BARE), filled(LandCover.BARE), SIDE, Crop.whole(SIDE));
    assertThat(change.changed()).isFalse();
    assertThat(change.undecided()).isFalse();
    assertThat(CoverSamples.caption(change)).isEqualTo("There is no obvious change.");
  }

  private static LandCover[] filled(LandCover cover) {
    LandCover[] map = new LandCover[SIDE * SIDE];
    Arrays.fill(map, cover);
    return map;
  }
}
