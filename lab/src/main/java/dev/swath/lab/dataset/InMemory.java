package dev.swath.lab.dataset;

import dev.swath.vlm.RgbImage;
import java.util.List;

/** An image, or the frames of a video, in memory. */
public record InMemory(String name, List<RgbImage> all) implements Media {

  public InMemory {
    all = List.copyOf(all);
  }

  public static InMemory image(String name, RgbImage image) {
    return new InMemory(name, List.of(image));
  }

  @Override
  public List<RgbImage> frames(int most) {
    if (all.size() <= most) {
      return all;
    }
    return java.util.stream.IntStream.range(0, most)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / most)))
        .toList();
  }
}
