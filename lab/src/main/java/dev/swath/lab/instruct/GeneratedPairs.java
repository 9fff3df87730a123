package dev.swath.lab.instruct;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.vlm.ImageKind;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Made-up change pairs: an image of one land-use class into which a part of an image of another
 * class is set, or the same image again in other light. They show changes that the real series
 * lack.
 */
public final class GeneratedPairs {

  /** What is said of a class that has come, by folder. */
  private static final Map<String, String> ARRIVALS =
      Map.of(
          "SeaLake", "Open water has spread over %s of the area.",
          "Residential", "New buildings have appeared in %s of the area.",
          "Industrial", "New buildings have appeared in %s of the area.",
          "AnnualCrop", "Vegetation has been cleared in %s of the area.",
          "Forest", "Vegetation has grown back in %s of the area.");

  private static final List<String> FOREST = List.of("Forest", "HerbaceousVegetation");
  private static final List<String> OPEN = List.of("AnnualCrop", "Pasture", "PermanentCrop");

  private final Map<String, List<LabelledImage>> byFolder;
  private final int size;

  /**
   * @param size the encoder's input, pixels a side
   */
  public GeneratedPairs(ImageClasses data, int size) {
    this.byFolder =
        data.train().stream()
            .collect(Collectors.groupingBy(image -> data.classes().get(image.label())));
    this.size = size;
  }

  /** A pair and what is said of it. */
  public record Pair(Sample.Pixels before, Sample.Pixels after, String change, String arrived) {

    public boolean changed() {
      return !arrived.isEmpty();
    }
  }

  /** Half of the pairs are changed. */
  public Pair pair(RandomGenerator random) {
    List<String> arrivals = ARRIVALS.keySet().stream().sorted().toList();
    String arrived = random.nextBoolean() ? arrivals.get(random.nextInt(arrivals.size())) : "";
    LabelledImage old = pick(before(arrived, random), random);
    Crop crop = Crop.random(old.image().width(), 0.8, random);
    Sample.Pixels first = view(old, crop, random);
    Sample.Pixels second = view(old, crop, random);
    if (arrived.isEmpty()) {
      return new Pair(first, second, "There is no obvious change.", "");
    }
    LabelledImage fresh = pick(arrived, random);
    Sample.Pixels other = view(fresh, Crop.random(fresh.image().width(), 0.8, random), random);
    int width = (int) (size * (0.4 + 0.6 * random.nextDouble()));
    int height = (int) (size * (0.4 + 0.6 * random.nextDouble()));
    int left = random.nextInt(size - width + 1);
    int top = random.nextInt(size - height + 1);
    double share = (double) width * height / (size * size);
    String part = share > 0.6 ? "most" : share > 0.3 ? "a large part" : "a part";
    return new Pair(
        first,
        (batch, at) -> inset(second, other, left, top, width, height, batch, at),
        ARRIVALS.get(arrived).formatted(part),
        arrived);
  }

  /** Classes that make sense before another. */
  private static String before(String arrived, RandomGenerator random) {
    List<String> candidates =
        switch (arrived) {
          case "AnnualCrop" -> FOREST;
          case "Forest" -> OPEN;
          case "" -> List.of("Forest", "AnnualCrop", "Pasture", "Residential", "River", "SeaLake");
          default -> List.of("Forest", "HerbaceousVegetation", "AnnualCrop", "Pasture");
        };
    return candidates.get(random.nextInt(candidates.size()));
  }

  private void inset(
      Sample.Pixels base,
      Sample.Pixels other,
      int left,
      int top,
      int width,
      int height,
      float[] batch,
      int at) {
    base.write(batch, at);
    float[] patch = new float[3 * size * size];
    other.write(patch, 0);
    for (int channel = 0; channel < 3; channel++) {
      for (int y = top; y < top + height; y++) {
        int row = (channel * size + y) * size + left;
        System.arraycopy(patch, row, batch, at + row, width);
      }
    }
  }

  private LabelledImage pick(String folder, RandomGenerator random) {
    List<LabelledImage> images = byFolder.get(folder);
    return images.get(random.nextInt(images.size()));
  }

  private Sample.Pixels view(LabelledImage image, Crop crop, RandomGenerator random) {
    long seed = random.nextLong();
    return (batch, at) ->
        Augmentation.NONE.write(image.image(), crop, size, new SplittableRandom(seed), batch, at);
  }

  /** The adapter's change instructions on such a pair, fused. */
  public Sample changeInstruction(RandomGenerator random) {
    Pair pair = pair(random);
    boolean identify = random.nextInt(3) == 0;
    return new Sample(
        ImageKind.PAIR,
        true,
        List.of(pair.before(), pair.after()),
        identify ? Instructions.CHANGED : Instructions.CHANGE_CAPTION,
        false,
        identify ? (pair.changed() ? "yes" : "no") : pair.change());
  }

  /** The base model's change clue on such a pair. */
  public Sample changeClue(RandomGenerator random) {
    Pair pair = pair(random);
    return new Sample(
        ImageKind.PAIR,
        false,
        List.of(pair.before(), pair.after()),
        ImageKind.PAIR.clueQuestion(),
        true,
        pair.change());
  }

  /** Every text that these samples can hold, for the tokenizer. */
  public static List<String> texts() {
    return ARRIVALS.values().stream().map(text -> " " + text.formatted("a large part")).toList();
  }
}
