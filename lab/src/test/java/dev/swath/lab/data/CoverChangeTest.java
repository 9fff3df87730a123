package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.instruct.ChangeWords;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CoverChangeTest {

  private static final int SIDE = 10;

  @Test
  void theLargestKindNamesTheChangeAndItsPlace() {
    LandCover[] before = filled(LandCover.VEGETATION);
    LandCover[] after = filled(LandCover.VEGETATION);
    Arrays.fill(after, 0, 30, LandCover.BARE);
    Arrays.fill(after, 30, 40, LandCover.WATER);
    CoverChange change = CoverChange.measure(before, after, SIDE, Crop.whole(SIDE));
    assertThat(change.share()).isEqualTo(0.4);
    assertThat(change.kind()).contains(ChangeKind.PLANTS_WENT);
    assertThat(change.x()).isCloseTo(0.5, within(1e-9));
    assertThat(change.y()).isCloseTo(0.15, within(1e-9));
    assertThat(change.changed()).isTrue();
    assertThat(ChangeWords.caption(change))
        .isEqualTo("Vegetation has been cleared in a large part of the area, at the top.");
  }

  @Test
  void aChangeLiesWhereTheViewShowsIt() {
    LandCover[] before = filled(LandCover.LAND);
    for (int symmetry = 0; symmetry < 8; symmetry++) {
      Crop crop = new Crop(0, 0, SIDE, symmetry);
      // The pixel that the view shows third from the left in its first row
      double[] source = crop.source(2, 0, SIDE);
      LandCover[] after = filled(LandCover.LAND);
      after[(int) source[1] * SIDE + (int) source[0]] = LandCover.WATER;
      CoverChange change = CoverChange.measure(before, after, SIDE, crop);
      assertThat(change.x()).as("symmetry %d", symmetry).isCloseTo(0.25, within(1e-9));
      assertThat(change.y()).as("symmetry %d", symmetry).isCloseTo(0.05, within(1e-9));
      float[] shares = new float[SIDE * SIDE * PatchChange.KINDS];
      PatchChange.write(before, after, SIDE, crop, SIDE, shares, 0);
      for (int i = 0; i < shares.length; i++) {
        boolean there = i == 2 * PatchChange.KINDS + ChangeKind.WATER_CAME.ordinal();
        assertThat(shares[i]).as("symmetry %d, %d", symmetry, i).isEqualTo(there ? 1 : 0);
      }
    }
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
    assertThat(ChangeWords.caption(change)).isEqualTo("There is no obvious change.");
  }

  private static LandCover[] filled(LandCover cover) {
    LandCover[] map = new LandCover[SIDE * SIDE];
    Arrays.fill(map, cover);
    return map;
  }
}
