package dev.swath.lab.instruct;

import dev.swath.lab.data.ChangeKind;
import dev.swath.lab.data.CoverChange;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said of a change, and what a sentence says of one. */
public final class ChangeWords {

  public static final String NO_CHANGE = "There is no obvious change.";

  /** Where nothing has changed. */
  private static final String NOWHERE = "nowhere";

  /** Where nearly all has. */
  private static final String EVERYWHERE = "nearly everywhere";

  private static final Map<ChangeKind, String> SENTENCES =
      new EnumMap<>(
          Map.of(
              ChangeKind.WATER_CAME, "Open water has spread over %s of the area%s.",
              ChangeKind.WATER_WENT, "Water has receded from %s of the area%s.",
              ChangeKind.PLANTS_CAME, "Vegetation has grown back in %s of the area%s.",
              ChangeKind.PLANTS_WENT, "Vegetation has been cleared in %s of the area%s.",
              ChangeKind.BUILDINGS_CAME, "New buildings have appeared in %s of the area%s."));

  private static final double MOST = 0.6;
  private static final double LARGE = 0.3;

  /** So far from the middle, as a share of the side, a change lies to one side for certain. */
  private static final double ASIDE = 0.13;

  /** So near it lies in the middle for certain. */
  private static final double MIDDLE = 0.05;

  /** What lies between is told as what is nearer. */
  private static final double NEARER = (ASIDE + MIDDLE) / 2;

  /** In the order of rows, from upper left to lower right. */
  private static final List<String> PLACES =
      List.of(
          "in the upper left",
          "at the top",
          "in the upper right",
          "on the left",
          "in the middle",
          "on the right",
          "in the lower left",
          "at the bottom",
          "in the lower right");

  private ChangeWords() {}

  /**
   * The facts of a change.
   *
   * @param where empty if the change is nearly everywhere, or on no clear side
   */
  public record Facts(ChangeKind kind, Optional<String> where) {}

  /** What changed, which way, and where, unless it is nearly everywhere. */
  public static String caption(CoverChange change) {
    return sentence(change, where(change, NEARER, NEARER));
  }

  /** The same, but where is told only if it is certain: what a caption is judged by. */
  public static String certain(CoverChange change) {
    return sentence(change, where(change, MIDDLE, ASIDE));
  }

  /** The answer to where something has changed. */
  public static String place(CoverChange change) {
    return change.changed() ? where(change, NEARER, NEARER).orElse(EVERYWHERE) : NOWHERE;
  }

  /**
   * The same without where, which the base model cannot know: the encoder's features of two images
   * do not tell their own places, the change module's of a pair do.
   */
  public static String clue(CoverChange change) {
    return sentence(change, Optional.empty());
  }

  private static String sentence(CoverChange change, Optional<String> where) {
    if (!change.changed()) {
      return NO_CHANGE;
    }
    String part =
        change.share() > MOST ? "most" : change.share() > LARGE ? "a large part" : "a part";
    return SENTENCES
        .get(change.kind().orElseThrow())
        .formatted(part, where.map(", "::concat).orElse(""));
  }

  private static Optional<String> where(CoverChange change, double middle, double aside) {
    int column = side(change.x() - 0.5, middle, aside);
    int row = side(change.y() - 0.5, middle, aside);
    return change.share() > MOST || column < 0 || row < 0
        ? Optional.empty()
        : Optional.of(PLACES.get(row * 3 + column));
  }

  /** 0, 1 or 2; -1 if it is not clear. */
  private static int side(double distance, double middle, double aside) {
    if (Math.abs(distance) <= middle) {
      return 1;
    }
    return Math.abs(distance) < aside ? -1 : distance < 0 ? 0 : 2;
  }

  /** What a sentence says; empty if it names no change. */
  public static Optional<Facts> facts(String sentence) {
    for (Map.Entry<ChangeKind, String> entry : SENTENCES.entrySet()) {
      String begin = entry.getValue().substring(0, entry.getValue().indexOf('%'));
      if (sentence.strip().startsWith(begin)) {
        return Optional.of(
            new Facts(entry.getKey(), PLACES.stream().filter(sentence::contains).findFirst()));
      }
    }
    return Optional.empty();
  }

  /** Every sentence and place that can be said, for the tokenizer. */
  static List<String> all() {
    return Stream.concat(
            SENTENCES.values().stream()
                .flatMap(
                    sentence ->
                        PLACES.stream()
                            .map(place -> sentence.formatted("a large part", ", " + place))),
            Stream.of(NO_CHANGE, NOWHERE, EVERYWHERE))
        .toList();
  }
}
