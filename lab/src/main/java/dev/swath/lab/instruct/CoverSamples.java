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
import java.util.List;
import java.util.Map;
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

  /** A random pair of a training place that is clearly changed or, as often, clearly not. */
  public Pair pair(RandomGenerator random) {
    return pair(random.nextBoolean(), random);
  }

  private Pair pair(boolean changed, RandomGenerator random) {
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

  /** The change instructions, on the fused pair. */
  public Sample changeInstruction(RandomGenerator random) {
    ChangeTask task = ChangeTask.random(random);
    Pair pair = pair(random.nextDouble() < task.changes(), random);
    return task.sample(views(pair, random), pair.change());
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
        ChangeWords.clue(pair.change()));
  }

  /** A description of one date: what the base model learns, or the adapter's caption. */
  public Sample description(boolean clue, RandomGenerator random) {
    Acquisition date = date(random);
    Crop crop = Crop.random(date.image().width(), SMALLEST_CROP, random);
    String cover = cover(date, crop);
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

  /** One of the questions that the cover answers, as often with "yes" as with "no". */
  public Sample question(RandomGenerator random) {
    String wanted = random.nextBoolean() ? "yes" : "no";
    boolean compare = random.nextBoolean();
    for (int i = 0; i < TRIES; i++) {
      Acquisition date = date(random);
      Crop crop = Crop.random(date.image().width(), SMALLEST_CROP, random);
      List<CoverQuestions.Asked> asked =
          compare
              ? CoverQuestions.comparison(date, crop, series.sensor())
              : CoverQuestions.presence(date, crop, series.sensor());
      if (!asked.isEmpty()) {
        CoverQuestions.Asked one = asked.get(random.nextInt(asked.size()));
        if (one.answer().equals(wanted)) {
          return new Sample(
              ImageKind.IMAGE,
              false,
              List.of(view(date, crop, random)),
              one.instruction(),
              false,
              one.answer());
        }
      }
    }
    throw new IllegalStateException(
        series.name() + " has nothing to ask that is answered with " + wanted);
  }

  private Acquisition date(RandomGenerator random) {
    Place place = series.train().get(random.nextInt(series.train().size()));
    return place.acquisitions().get(random.nextInt(place.acquisitions().size()));
  }

  /** "land mostly covered by dense vegetation, with some open water" */
  private static String cover(Acquisition date, Crop crop) {
    List<Map.Entry<LandCover, Double>> order =
        CoverQuestions.shares(date, crop).entrySet().stream()
            .sorted(Map.Entry.<LandCover, Double>comparingByValue().reversed())
            .toList();
    if (order.isEmpty()) {
      return "land that cannot be seen";
    }
    String first = order.get(0).getKey().words();
    double main = order.get(0).getValue();
    double other = order.size() > 1 ? order.get(1).getValue() : 0;
    if (main > 1 - LITTLE || other <= LITTLE) {
      return "land covered by " + first;
    }
    String second = order.get(1).getKey().words();
    return main > MOSTLY
        ? "land mostly covered by %s, with %s %s"
            .formatted(first, other > PARTLY ? "much" : "some", second)
        : "land covered by %s and %s".formatted(first, second);
  }

  /** Every text that these samples can hold, for the tokenizer. */
  public static List<String> texts() {
    List<String> texts = new ArrayList<>();
    ChangeWords.all().forEach(sentence -> texts.add(" " + sentence));
    for (LandCover cover : LandCover.values()) {
      String name = cover.words();
      texts.add(" " + Instructions.presence(name, false));
      texts.add(" " + Instructions.comparison(name, name));
      texts.add(" The image shows land mostly covered by " + name + ", with some " + name + ".");
      texts.add(
          " This is an aerial image of land covered by %s, with much %s and %s."
              .formatted(name, name, name));
    }
    return texts;
  }

  /** All pairs of a place's dates that are clearly changed or not, seen whole. */
  public static List<Pair> pairs(List<Place> places) {
    List<Pair> pairs = new ArrayList<>();
    for (Place place : places) {
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
