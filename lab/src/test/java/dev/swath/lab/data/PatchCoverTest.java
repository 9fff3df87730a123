package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Sensor;
import dev.swath.vlm.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PatchCoverTest {

  private static final int SIDE = 8;

  private final float[] shares = new float[4 * PatchCover.CHANNELS];
  private final float[] known = new float[4 * PatchCover.CHANNELS];

  @Test
  void aPatchTellsTheShareOfEachCover() {
    // The upper left of four patches is water in its upper half
    LandCover[] cover = filled(LandCover.VEGETATION);
    for (int y = 0; y < 2; y++) {
      Arrays.fill(cover, y * SIDE, y * SIDE + 4, LandCover.WATER);
    }
    write(cover, Sensor.MADE_UP);
    assertThat(Arrays.copyOf(shares, 4)).containsExactly(0.5f, 0.5f, 0, 0);
    assertThat(Arrays.copyOfRange(shares, 4, 8)).containsExactly(0, 1, 0, 0);
    assertThat(known).containsOnly(1);
  }

  @Test
  void whatASensorCannotTellIsNotKnown() {
    write(filled(LandCover.LAND), Sensor.NAIP);
    assertThat(Arrays.copyOf(known, 4)).containsExactly(1, 0, 0, 0);
    write(filled(LandCover.BARE), Sensor.LANDSAT);
    assertThat(Arrays.copyOf(known, 4)).containsExactly(1, 1, 0, 0);
    write(filled(LandCover.FARMLAND), Sensor.MADE_UP);
    assertThat(Arrays.copyOf(known, 4)).containsExactly(1, 0, 0, 1);
  }

  @Test
  void aPatchWithoutDataIsNotKnown() {
    LandCover[] cover = filled(LandCover.WATER);
    cover[0] = LandCover.UNKNOWN;
    write(cover, Sensor.NAIP);
    assertThat(known[0]).isZero();
    assertThat(known[PatchCover.CHANNELS]).isEqualTo(1);
  }

  private void write(LandCover[] cover, Sensor sensor) {
    RgbImage image = new RgbImage(SIDE, SIDE, new byte[SIDE * SIDE * 3]);
    Acquisition date = new Acquisition("date", image, cover);
    PatchCover.write(date, Crop.whole(SIDE), sensor, 2, shares, known, 0);
  }

  private static LandCover[] filled(LandCover cover) {
    LandCover[] map = new LandCover[SIDE * SIDE];
    Arrays.fill(map, cover);
    return map;
  }
}
