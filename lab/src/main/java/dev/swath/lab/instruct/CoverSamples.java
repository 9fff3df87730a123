package dev.swath.lab.instruct;

import dev.swath.lab.data.Augmentation;
import dev.swath.lab.data.CoverChange;
import dev.swath.lab.data.Crop;
import dev.swath.lab.data.LandCover;
import dev.swath.lab.data.TileSeries;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Place;
import dev.swath.vlm.ImageKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Instructions on the dates of real places. Their words are generated from the land cover that the
 * bands' indices measure.
 */
public final class CoverSamples {

  private static final double SMALLEST_CROP = 0.7;
  private static final double MOSTLY = 0.6;
  private static final double PARTLY = 0.2;
  private static final double LITTLE = 0.05;
  private static final int TRIES = 200;

  private final TileSeries series;
  private final int size;

  public CoverSamples(TileSeries series, int size) {
    this.series = series;
    this.size = size;
  }

  /** Two dates of a place, one of the two seen as often changed as not. */
  public record Pair(Acquisition before, Acquisition after, Crop crop, CoverChange change) {}

  /** A random pair of a training place that is clearly changed or clearly not. */
  public Pair pair(RandomGenerator random) {
    boolean changed = random.nextBoolean();
    Pair pair = null;
    for (int i = 0; i < TRIES; i++) {
      Place place = series.train().get(random.nextInt(series.train().size()));
      int dates = place.acquisitions().size();
      int first = random.nextInt(dates);
      int second = random.nextInt(dates);
      if (first != second) {
        pair = pair(place, first, second, random);
        if (!pair.change().undecided() && pair.change().changed() == changed) {
          return pair;
        }
      }
    }
    throw new IllegalStateException(
        series.name() + " has no " + (changed ? "changed" : "unchanged") + " pair to train on");
  }

  private Pair pair(Place place, int first, int second, RandomGenerator random) {
    Acquisition before = place.acquisitions().get(first);
    Acquisition after = place.acquisitions().get(second);
    int side = before.image().width();
    Crop crop = Crop.random(side, SMALLEST_CROP, random);
    return new Pair(
        before, after, crop, CoverChange.measure(before.cover(), after.cover(), side, crop));
  }

  /** The adapter's change instructions, on the fused pair. */
  public Sample changeInstruction(RandomGenerator random) {
    Pair pair = pair(random);
    boolean identify = random.nextInt(3) == 0;
    return new Sample(
        ImageKind.PAIR,
        true,
        views(pair, random),
        identify ? Instructions.CHANGED : Instructions.CHANGE_CAPTION,
        false,
        identify ? (pair.change().changed() ? "yes" : "no") : caption(pair.change()));
  }

  /** The base model's change clue, on the two images. */
  public Sample changeClue(RandomGenerator random) {
    Pair pair = pair(random);
    return new Sample(
        ImageKind.PAIR,
        false,
        views(pair, random),
        ImageKind.PAIR.clueQuestion(),
        true,
        caption(pair.change()));
  }

  /** A description of one date: what the base model learns, or the adapter's caption. */
  public Sample description(boolean clue, RandomGenerator random) {
    Place place = series.train().get(random.nextInt(series.train().size()));
    Acquisition date = place.acquisitions().get(random.nextInt(place.acquisitions().size()));
    int side = date.image().width();
    Crop crop = Crop.random(side, SMALLEST_CROP, random);
    String cover = cover(date.cover(), side, crop);
    return new Sample(
        ImageKind.IMAGE,
        false,
        List.of(view(date, crop, random)),
        clue ? ImageKind.IMAGE.clueQuestion() : Instructions.CAPTION,
        clue,
        (clue ? "The image shows " : "This is an aerial image of ") + cover + ".");
  }

  /** Both dates in the same crop, each in its own light. */
  public List<Sample.Pixels> views(Pair pair, RandomGenerator random) {
    return List.of(
        view(pair.before(), pair.crop(), random), view(pair.after(), pair.crop(), random));
  }

  private Sample.Pixels view(Acquisition date, Crop crop, RandomGenerator random) {
    long seed = random.nextLong();
    Augmentation colours = new Augmentation(1, 0);
    return (batch, at) ->
        colours.write(date.image(), crop, size, new java.util.SplittableRandom(seed), batch, at);
  }

  /** What is said of a pair. */
  public static String caption(CoverChange change) {
    if (!change.changed()) {
      return "There is no obvious change.";
    }
    String part =
        change.share() > MOSTLY ? "most" : change.share() > 0.3 ? "a large part" : "a part";
    return switch (change.to()) {
      case WATER -> "Open water has spread over %s of the area.".formatted(part);
      case BARE ->
          change.from() == LandCover.WATER
              ? "Water has receded from %s of the area.".formatted(part)
              : "Vegetation has been cleared in %s of the area.".formatted(part);
      case VEGETATION ->
          change.from() == LandCover.WATER
              ? "Water has receded from %s of the area.".formatted(part)
              : "Vegetation has grown back in %s of the area.".formatted(part);
      default -> "Water has receded from %s of the area.".formatted(part);
    };
  }

  /** "land mostly covered by dense vegetation, with some open water" */
  private static String cover(LandCover[] cover, int side, Crop crop) {
    double[] share = new double[LandCover.values().length];
    int known = 0;
    for (int y = (int) crop.top(); y < crop.top() + crop.side() && y < side; y++) {
      for (int x = (int) crop.left(); x < crop.left() + crop.side() && x < side; x++) {
        if (cover[y * side + x] != LandCover.UNKNOWN) {
          share[cover[y * side + x].ordinal()]++;
          known++;
        }
      }
    }
    List<LandCover> order = new ArrayList<>(List.of(LandCover.values()));
    double[] shares = share;
    order.sort(Comparator.comparingDouble((LandCover c) -> -shares[c.ordinal()]));
    LandCover first = order.get(0);
    LandCover second = order.get(1);
    double main = share[first.ordinal()] / Math.max(1, known);
    double other = share[second.ordinal()] / Math.max(1, known);
    String text =
        main > 1 - LITTLE
            ? "land covered by " + first.words()
            : main > MOSTLY
                ? "land mostly covered by " + first.words()
                : "land covered by " + first.words() + " and " + second.words();
    if (main > MOSTLY && main <= 1 - LITTLE && other > LITTLE) {
      text += (other > PARTLY ? ", with much " : ", with some ") + second.words();
    }
    return text;
  }

  /** Every text that these samples can hold, for the tokenizer. */
  public static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (LandCover from : LandCover.values()) {
      for (LandCover to : LandCover.values()) {
        for (double share : new double[] {0, 0.2, 0.4, 0.8}) {
          texts.add(" " + caption(new CoverChange(share, from, to)));
        }
      }
      texts.add(
          " The image shows land mostly covered by "
              + from.words()
              + ", with some "
              + from.words()
              + ".");
      texts.add(
          " This is an aerial image of land covered by "
              + from.words()
              + ", with much "
              + from.words()
              + " and "
              + from.words()
              + ".");
    }
    return texts;
  }

  /** All pairs of a place's dates that are clearly changed or not, seen whole, for testing. */
  public static List<Pair> testPairs(TileSeries series) {
    List<Pair> pairs = new ArrayList<>();
    for (Place place : series.test()) {
      for (int i = 0; i < place.acquisitions().size(); i++) {
        for (int j = i + 1; j < place.acquisitions().size(); j++) {
          Acquisition before = place.acquisitions().get(i);
          Acquisition after = place.acquisitions().get(j);
          int side = before.image().width();
          Crop crop = Crop.whole(side);
          CoverChange change = CoverChange.measure(before.cover(), after.cover(), side, crop);
          if (!change.undecided()) {
            pairs.add(new Pair(before, after, crop, change));
          }
        }
      }
    }
    return pairs;
  }
}
