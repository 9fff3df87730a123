package dev.swath.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swath.lab.data.Augmentation.Part;
import dev.swath.vlm.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class AugmentationTest {

  private static final int SIZE = 16;
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
}
