package dev.swath.lab.eval;

import dev.swath.lab.dataset.Media;
import dev.swath.vlm.RgbImage;
import java.util.List;

/** An image in memory. */
public record Picture(String name, RgbImage image) implements Media {

  @Override
  public List<RgbImage> frames(int most) {
    return List.of(image);
  }
}
