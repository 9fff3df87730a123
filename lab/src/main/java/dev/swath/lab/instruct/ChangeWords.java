package dev.swath.lab.instruct;

import dev.swath.lab.data.ChangeKind;
import dev.swath.lab.data.CoverChange;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of a change, and what a sentence says of one. */
public final class ChangeWords {

  public static final String NO_CHANGE = "There is no obvious change.";

  /**
   * Whether captions say where a change lies. Not yet: models that learnt to say so were right in 0
   * to 38 % of the cases; what a model cannot tell it should not say.
   */
  private static final boolean PLACES_TOLD = false;

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

  /** So far from the middle, as a share of the side, a change lies to one side. */
  private static final double ASIDE = 0.13;

  /** So near it lies in the middle; what is between is not told. */
  private static final double MIDDLE = 0.05;

  /** In the order of rows, from upper left to lower right. */
  private static final List<String> PLACES =
      List.of(
          ", in the upper left",
          ", at the top",
          ", in the upper right",
          ", on the left",
          ", in the middle",
          ", on the right",
          ", in the lower left",
          ", at the bottom",
          ", in the lower right");

  private ChangeWords() {}

  /**
   * The facts of a change.
   *
   * @param where empty if the change is nearly everywhere, or on no clear side
   */
  public record Facts(ChangeKind kind, Optional<String> where) {}

  /** One sentence with the facts of a change, as captions have it. */
  public static String caption(CoverChange change) {
    return PLACES_TOLD ? placed(change) : clue(change);
  }

  /** What changed, which way, and where if that is clear. */
  static String placed(CoverChange change) {
    return sentence(change, where(change).orElse(""));
  }

  /**
   * The same without where, which the base model cannot know: the encoder's features of two images
   * do not tell their own places, the change module's of a pair do.
   */
  public static String clue(CoverChange change) {
    return sentence(change, "");
  }

  private static String sentence(CoverChange change, String where) {
    if (!change.changed()) {
      return NO_CHANGE;
    }
    String part =
        change.share() > MOST ? "most" : change.share() > LARGE ? "a large part" : "a part";
    return SENTENCES.get(change.kind().orElseThrow()).formatted(part, where);
  }

  private static Optional<String> where(CoverChange change) {
    int column = side(change.x() - 0.5);
    int row = side(change.y() - 0.5);
    return change.share() > MOST || column < 0 || row < 0
        ? Optional.empty()
        : Optional.of(PLACES.get(row * 3 + column));
  }

  /** 0, 1 or 2; -1 if it is not clear. */
  private static int side(double distance) {
    if (Math.abs(distance) <= MIDDLE) {
      return 1;
    }
    return Math.abs(distance) < ASIDE ? -1 : distance < 0 ? 0 : 2;
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

  /** Every sentence that can be said, for the tokenizer. */
  static List<String> all() {
    return SENTENCES.values().stream()
        .flatMap(
            sentence -> PLACES.stream().map(place -> sentence.formatted("a large part", place)))
        .toList();
  }
}
