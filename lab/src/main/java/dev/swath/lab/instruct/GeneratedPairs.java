package dev.swath.lab.instruct;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.ChangeKind;
import dev.swath.lab.data.CoverChange;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.ImageClasses;
import dev.swath.lab.data.LabelledImage;
import dev.swath.lab.data.PatchChange;
import dev.swath.vlm.ImageKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Made-up change pairs: an image of one land-use class into which a part of an image of another
 * class is set, or the same image again in other light. They show changes that the real series
 * lack.
 */
public final class GeneratedPairs {

  /** What the arrival of a class means, by folder. */
  private static final Map<String, ChangeKind> ARRIVALS =
      Map.of(
          "SeaLake", ChangeKind.WATER_CAME,
          "Residential", ChangeKind.BUILDINGS_CAME,
          "Industrial", ChangeKind.BUILDINGS_CAME,
          "AnnualCrop", ChangeKind.PLANTS_WENT,
          "Forest", ChangeKind.PLANTS_CAME);

  /** How often water is shown going instead of coming. */
  private static final double WATER_GOES = 0.4;

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

  /** A pair and what changed in it; the changed part is a rectangle. */
  public record Pair(Sample.Pixels before, Sample.Pixels after, Inset inset, CoverChange change) {}

  /** A rectangle of pixels. */
  record Inset(int left, int top, int width, int height) {}

  /** Half of the pairs are changed. */
  public Pair pair(RandomGenerator random) {
    return pair(random.nextBoolean(), random);
  }

  private Pair pair(boolean changes, RandomGenerator random) {
    List<String> arrivals = ARRIVALS.keySet().stream().sorted().toList();
    String arrived = changes ? arrivals.get(random.nextInt(arrivals.size())) : "";
    LabelledImage old = pick(before(arrived, random), random);
    Crop crop = Crop.random(old.image().width(), 0.8, random);
    Sample.Pixels first = view(old, crop, random);
    Sample.Pixels second = view(old, crop, random);
    if (arrived.isEmpty()) {
      return new Pair(first, second, new Inset(0, 0, 0, 0), CoverChange.NONE);
    }
    LabelledImage fresh = pick(arrived, random);
    Sample.Pixels other = view(fresh, Crop.random(fresh.image().width(), 0.8, random), random);
    int width = (int) (size * (0.4 + 0.6 * random.nextDouble()));
    int height = (int) (size * (0.4 + 0.6 * random.nextDouble()));
    Inset inset =
        new Inset(
            random.nextInt(size - width + 1), random.nextInt(size - height + 1), width, height);
    Sample.Pixels changed = (batch, at) -> inset(second, other, inset, batch, at);
    ChangeKind kind = ARRIVALS.get(arrived);
    boolean goes = kind == ChangeKind.WATER_CAME && random.nextDouble() < WATER_GOES;
    CoverChange change =
        new CoverChange(
            (double) width * height / (size * size),
            Optional.of(goes ? ChangeKind.WATER_WENT : kind),
            (inset.left() + width / 2.0) / size,
            (inset.top() + height / 2.0) / size);
    return goes ? new Pair(changed, first, inset, change) : new Pair(first, changed, inset, change);
  }

  /**
   * Writes the share of each patch that changed, as {@link PatchChange} does for measured pairs.
   */
  public static void patches(Pair pair, int size, int side, float[] shares, int at) {
    Inset inset = pair.inset();
    int patch = size / side;
    for (int y = inset.top(); y < inset.top() + inset.height(); y++) {
      for (int x = inset.left(); x < inset.left() + inset.width(); x++) {
        int index = (y / patch * side + x / patch) * PatchChange.KINDS;
        shares[at + index + pair.change().kind().orElseThrow().ordinal()] += 1f / (patch * patch);
      }
    }
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

  private void inset(Sample.Pixels base, Sample.Pixels other, Inset inset, float[] batch, int at) {
    base.write(batch, at);
    float[] patch = new float[3 * size * size];
    other.write(patch, 0);
    for (int channel = 0; channel < 3; channel++) {
      for (int y = inset.top(); y < inset.top() + inset.height(); y++) {
        int row = (channel * size + y) * size + inset.left();
        System.arraycopy(patch, row, batch, at + row, inset.width());
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

  /** The change instructions on such a pair, fused. */
  public Sample changeInstruction(RandomGenerator random) {
    ChangeTask task = ChangeTask.random(random);
    Pair pair = pair(random.nextDouble() < task.changes(), random);
    return task.sample(List.of(pair.before(), pair.after()), pair.change());
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
        ChangeWords.clue(pair.change()));
  }
}
