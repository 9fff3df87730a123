package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swath.lab.data.Augmentation.Part;
import dev.swath.vlm.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final int SIZE = 16;
  private static final int SIDE = 41;
  private static final int OFFSET = 5;
  private static final float BEFORE = 7;

  @RepeatedTest(20)
  void aPartOfAnotherImageIsASquareOfTheShareThatIsTold(RepetitionInfo info) {
    byte[] white = new byte[20 * 20 * 3];
    Arrays.fill(white, (byte) 255);
    float[] batch = new float[OFFSET + 3 * SIZE * SIZE + OFFSET];
    Arrays.fill(batch, BEFORE);
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    Part part = Part.random(SIZE, random);
    new Augmentation(0.8, 0)
        .writePart(new RgbImage(20, 20, white), part, SIZE, random, batch, OFFSET);
    int covered = 0;
    for (int i = 0; i < batch.length; i++) {
      boolean inside = i >= OFFSET && i < OFFSET + 3 * SIZE * SIZE;
      boolean changed = batch[i] != BEFORE;
      assertThat(changed && !inside).as("outside of the image at %d", i).isFalse();
      covered += changed ? 1 : 0;
      if (inside && i < OFFSET + SIZE * SIZE) {
        assertThat(batch[i + SIZE * SIZE] != BEFORE).as("green as red at %d", i).isEqualTo(changed);
      }
    }
    assertThat(part.share(SIZE)).isEqualTo((float) covered / (3 * SIZE * SIZE));
  }

  @RepeatedTest(20)
  void aTurnedViewShowsTheSameCircles(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    Augmentation turned = new Augmentation(1, 0, 1, 0);
    float[] rings = new float[3 * SIDE * SIDE];
    turned.write(
        image((x, y) -> 100 + 60 * Math.cos(Math.hypot(x, y) / 5)), SIDE, random, rings, 0);
    float middle = rings[(SIDE / 2) * SIDE + SIDE / 2];
    float right = rings[(SIDE / 2) * SIDE + SIDE / 2 + 15];
    float above = rings[(SIDE / 2 - 15) * SIDE + SIDE / 2];
    assertThat(above).isCloseTo(right, within(0.05f));
    assertThat(middle - right).isGreaterThan(0.5f);
  }

  @Test
  void turnedViewsLeanBothWays() {
    Augmentation turned = new Augmentation(1, 0, 1, 0);
    RgbImage slope = image((x, y) -> 128 + 3 * x);
    int[] leans = new int[2];
    for (int seed = 0; seed < 100; seed++) {
      float[] view = new float[3 * SIDE * SIDE];
      turned.write(slope, SIDE, new SplittableRandom(seed), view, 0);
      int at = (SIDE / 2) * SIDE + SIDE / 2;
      float along = view[at + 5] - view[at - 5];
      float down = view[at + 5 * SIDE] - view[at - 5 * SIDE];
      // Neither along a row nor along a column, as the eight symmetries would have it
      if (Math.min(Math.abs(along), Math.abs(down))
          > 0.3 * Math.max(Math.abs(along), Math.abs(down))) {
        leans[along * down > 0 ? 0 : 1]++;
      }
    }
    assertThat(leans[0]).isGreaterThan(15);
    assertThat(leans[1]).isGreaterThan(15);
  }

  @Test
  void aTurnedViewOfAnEvenImageIsEven() {
    Augmentation turned = new Augmentation(1, 0, 1, 0);
    float[] view = new float[3 * SIDE * SIDE];
    turned.write(image((x, y) -> 200), SIDE, new SplittableRandom(1), view, 0);
    for (int i = 1; i < SIDE * SIDE; i++) {
      assertThat(view[i]).isCloseTo(view[0], within(1e-5f));
    }
  }

  /** Brightness by the distance from the middle. */
  private static RgbImage image(DoubleBinaryOperator brightness) {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      double x = i / 3 % SIDE - (SIDE - 1) / 2.0;
      double y = i / 3 / SIDE - (SIDE - 1) / 2.0;
      rgb[i] = (byte) Math.round(brightness.applyAsDouble(x, y));
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }
}
