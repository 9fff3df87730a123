package dev.swath.lab.instruct;

import dev.swath.lab.data.Crop;
import dev.swath.lab.data.LandCover;
import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Sensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Questions whose answers are measured: what is there, and what is there more of. */
public final class CoverQuestions {

  /** From this share on something is there; */
  private static final double PRESENT = 0.08;

  /** up to this one it is not; between the two nothing is asked. */
  private static final double ABSENT = 0.005;

  /** More by less than this share of the image is not asked for. */
  private static final double CLEARLY_MORE = 0.15;

  /**
   * One question.
   *
   * @param subject what is asked, without the image: questions of one subject are balanced
   */
  public record Asked(String subject, String instruction, String answer) {}

  private CoverQuestions() {}

  /** What can be told apart in a sensor's maps. */
  static List<LandCover> covers(Sensor sensor) {
    return switch (sensor) {
      case LANDSAT -> List.of(LandCover.WATER, LandCover.VEGETATION, LandCover.BARE);
      case NAIP -> List.of(LandCover.WATER, LandCover.LAND);
      case MADE_UP ->
          List.of(
              LandCover.WATER,
              LandCover.VEGETATION,
              LandCover.FARMLAND,
              LandCover.BARE,
              LandCover.BUILT);
    };
  }

  /** Every question whether something is there that the image answers clearly. */
  public static List<Asked> presence(Acquisition date, Crop crop, Sensor sensor) {
    Map<LandCover, Double> shares = shares(date, crop);
    List<Asked> asked = new ArrayList<>();
    for (LandCover cover : covers(sensor)) {
      double share = shares.getOrDefault(cover, 0.0);
      if (cover != LandCover.LAND && (share >= PRESENT || share <= ABSENT)) {
        asked.add(
            new Asked(
                cover.words(),
                Instructions.presence(cover.words(), cover == LandCover.BUILT),
                share >= PRESENT ? "yes" : "no"));
      }
    }
    return asked;
  }

  /** Every question what there is more of that the image answers clearly. */
  public static List<Asked> comparison(Acquisition date, Crop crop, Sensor sensor) {
    Map<LandCover, Double> shares = shares(date, crop);
    List<Asked> asked = new ArrayList<>();
    for (LandCover one : covers(sensor)) {
      for (LandCover other : covers(sensor)) {
        double more = shares.getOrDefault(one, 0.0) - shares.getOrDefault(other, 0.0);
        if (one != other && Math.abs(more) >= CLEARLY_MORE) {
          asked.add(
              new Asked(
                  one.words() + " or " + other.words(),
                  Instructions.comparison(one.words(), other.words()),
                  more > 0 ? "yes" : "no"));
        }
      }
    }
    return asked;
  }

  /** The share of each cover among the known pixels that a crop sees. */
  static Map<LandCover, Double> shares(Acquisition date, Crop crop) {
    Map<LandCover, Double> counts = new EnumMap<>(LandCover.class);
    int side = date.image().width();
    for (int y = (int) crop.top(); y < crop.top() + crop.side() && y < side; y++) {
      for (int x = (int) crop.left(); x < crop.left() + crop.side() && x < side; x++) {
        if (date.cover()[y * side + x] != LandCover.UNKNOWN) {
          counts.merge(date.cover()[y * side + x], 1.0, Double::sum);
        }
      }
    }
    double known = Math.max(1, counts.values().stream().mapToDouble(Double::doubleValue).sum());
    counts.replaceAll((cover, count) -> count / known);
    return counts;
  }
}
