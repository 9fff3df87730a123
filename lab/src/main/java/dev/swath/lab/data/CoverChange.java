package dev.swath.lab.data;

/**
 * What changed between two land cover maps of one place, measured pixel by pixel.
 *
 * @param share of the pixels whose cover is another
 * @param from the cover that the largest part of these had
 * @param to the cover that they have now
 */
public record CoverChange(double share, LandCover from, LandCover to) {

  /** From this share on a pair counts as changed. */
  public static final double CHANGED = 0.15;

  /** Up to this share a pair counts as unchanged; what lies between is left out as undecided. */
  public static final double UNCHANGED = 0.05;

  private static final int COVERS = LandCover.values().length;

  /** Measures the part of two maps, of {@code side} pixels a side, that a crop sees. */
  public static CoverChange measure(LandCover[] before, LandCover[] after, int side, Crop crop) {
    int[] transitions = new int[COVERS * COVERS];
    int known = 0;
    for (int y = (int) crop.top(); y < crop.top() + crop.side() && y < side; y++) {
      for (int x = (int) crop.left(); x < crop.left() + crop.side() && x < side; x++) {
        LandCover a = before[y * side + x];
        LandCover b = after[y * side + x];
        if (a != LandCover.UNKNOWN && b != LandCover.UNKNOWN) {
          known++;
          transitions[a.ordinal() * COVERS + b.ordinal()]++;
        }
      }
    }
    int changed = 0;
    int largest = 0;
    for (int i = 0; i < transitions.length; i++) {
      if (i / COVERS != i % COVERS) {
        changed += transitions[i];
        largest =
            transitions[i] > transitions[largest] || largest / COVERS == largest % COVERS
                ? i
                : largest;
      }
    }
    return new CoverChange(
        known == 0 ? 0 : (double) changed / known,
        LandCover.values()[largest / COVERS],
        LandCover.values()[largest % COVERS]);
  }

  public boolean changed() {
    return share >= CHANGED;
  }

  /** Whether the pair lies between changed and unchanged. */
  public boolean undecided() {
    return share > UNCHANGED && share < CHANGED;
  }
}
