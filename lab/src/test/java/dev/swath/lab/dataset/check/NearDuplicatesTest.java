package dev.swath.lab.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.lab.dataset.Pictures;
import dev.swath.lab.dataset.check.NearDuplicates.Pair;
import dev.swath.vlm.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {

  private static final int SIZE = 64;

  @Test
  void plantedRepeatsAreFoundAndNothingElse() throws IOException {
    List<Thumbnail> first = new ArrayList<>();
    List<Thumbnail> second = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.add(thumbnail(Pictures.random(i, SIZE)));
      second.add(thumbnail(Pictures.random(1000 + i, SIZE)));
    }
    second.set(7, thumbnail(brighter(Pictures.random(70, SIZE), 30)));
    second.set(8, thumbnail(compressed(Pictures.random(80, SIZE))));
    second.set(99, thumbnail(Pictures.random(90, SIZE).getSubimage(1, 1, SIZE - 2, SIZE - 2)));

    List<Pair> pairs = NearDuplicates.find(first, second, NearDuplicates.THRESHOLD);

    assertThat(pairs)
        .extracting(pair -> pair.first() + "-" + pair.second())
        .containsExactlyInAnyOrder("70-7", "80-8", "90-99");
    assertThat(pairs).allSatisfy(p -> assertThat(p.correlation()).isBetween(0.95, 1.0));
  }

  @Test
  void itFindsThePairsThatTheDefinitionGives() {
    Random random = new Random(5);
    List<Thumbnail> first = similar(random, 150);
    List<Thumbnail> second = similar(random, 310);
    for (double threshold : new double[] {0.3, 0.6, 0.9}) {
      List<String> slow = new ArrayList<>();
      for (int i = 0; i < first.size(); i++) {
        for (int j = 0; j < second.size(); j++) {
          if (NearDuplicates.correlation(first.get(i), second.get(j)) >= threshold) {
            slow.add(i + "-" + j);
          }
        }
      }
      assertThat(slow).isNotEmpty();
      assertThat(NearDuplicates.find(first, second, threshold))
          .extracting(pair -> pair.first() + "-" + pair.second())
          .containsExactlyInAnyOrderElementsOf(slow);
    }
  }

  @Test
  void darkLakesAreNotRepeatsOfEachOtherButOfTheirCopies() {
    List<Thumbnail> lakes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      lakes.add(thumbnail(lake(i)));
    }
    List<Thumbnail> others = new ArrayList<>(lakes.subList(10, 12));
    for (int i = 100; i < 150; i++) {
      others.add(thumbnail(lake(i)));
    }

    assertThat(lakes).allSatisfy(lake -> assertThat(lake.deviation()).isLessThan(4));
    assertThat(NearDuplicates.find(lakes, others, NearDuplicates.THRESHOLD))
        .extracting(pair -> pair.first() + "-" + pair.second())
        .containsExactlyInAnyOrder("10-0", "11-1");
  }

  @Test
  void aThresholdThatIsNoCorrelationIsRefused() {
    assertThatThrownBy(() -> NearDuplicates.find(List.of(), List.of(), 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("95");
  }

  /** Thumbnails around a few common patterns, so that correlations of all sizes occur. */
  private static List<Thumbnail> similar(Random random, int count) {
    List<Thumbnail> thumbnails = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random pattern = new Random(i % 5);
      double noise = random.nextDouble();
      float[] grey = new float[Thumbnail.CELLS];
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < grey.length; k++) {
        grey[k] = (float) (100 + 30 * pattern.nextGaussian() + 60 * noise * random.nextGaussian());
        sum += grey[k];
        squares += grey[k] * grey[k];
      }
      double mean = sum / grey.length;
      double deviation = Math.sqrt(squares / grey.length - mean * mean);
      thumbnails.add(new Thumbnail(grey, mean, deviation));
    }
    return thumbnails;
  }

  private static BufferedImage lake(long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      int level = (int) (40 + 3 * random.nextGaussian());
      image.setRGB(i % SIZE, i / SIZE, level << 16 | level << 8 | level);
    }
    return image;
  }

  private static BufferedImage brighter(BufferedImage image, int by) {
    BufferedImage result = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      int level = Math.min(255, (image.getRGB(i % SIZE, i / SIZE) & 0xFF) + by);
      result.setRGB(i % SIZE, i / SIZE, level << 16 | level << 8 | level);
    }
    return result;
  }

  private static BufferedImage compressed(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static Thumbnail thumbnail(BufferedImage image) {
    return Thumbnail.of(RgbImage.of(image));
  }
}
