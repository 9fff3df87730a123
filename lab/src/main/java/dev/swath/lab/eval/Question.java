package dev.swath.lab.eval;

import dev.swath.lab.data.Crop;
import dev.swath.vlm.ImageKind;
import dev.swath.vlm.RgbImage;
import java.util.List;

/**
 * One question of a test with its right answer.
 *
 * @param images square images, seen whole
 */
record Question(ImageKind kind, List<RgbImage> images, String instruction, String expected) {

  static Question image(RgbImage image, String instruction, String expected) {
    return new Question(ImageKind.IMAGE, List.of(image), instruction, expected);
  }

  Crop crop() {
    return Crop.whole(images.get(0).width());
  }
}
