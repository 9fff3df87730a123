package dev.swath.lab.data;

import java.util.Optional;

/**
 * What changed between two land cover maps of one place, measured pixel by pixel.
 *
 * @param share of the pixels that changed in a way that has a name
 * @param kind the kind that most of these are of; empty if none changed
 * @param x the middle of that kind's pixels, 0 at the view's left to 1 at its right
 * @param y the same from top to bottom
 */
public record CoverChange(double share, Optional<ChangeKind> kind, double x, double y) {

  /** From this share on a pair counts as changed. */
  public static final double CHANGED = 0.15;

  /** Up to this share a pair counts as unchanged; what lies between is left out as undecided. */
  public static final double UNCHANGED = 0.05;

  /** Nothing changed. */
  public static final CoverChange NONE = new CoverChange(0, Optional.empty(), 0.5, 0.5);

  /** Measures the part of two maps, of {@code side} pixels a side, that a crop sees. */
  public static CoverChange measure(LandCover[] before, LandCover[] after, int side, Crop crop) {
    int kinds = ChangeKind.values().length;
    int[] count = new int[kinds];
    double[] x = new double[kinds];
    double[] y = new double[kinds];
    int known = 0;
    for (int row = (int) crop.top(); row < crop.top() + crop.side() && row < side; row++) {
      for (int column = (int) crop.left();
          column < crop.left() + crop.side() && column < side;
          column++) {
        int pixel = row * side + column;
        if (before[pixel] != LandCover.UNKNOWN && after[pixel] != LandCover.UNKNOWN) {
          known++;
          Optional<ChangeKind> kind = ChangeKind.of(before[pixel], after[pixel]);
          if (kind.isPresent()) {
            double[] seen = crop.seen(column + 0.5, row + 0.5);
            count[kind.get().ordinal()]++;
            x[kind.get().ordinal()] += seen[0];
            y[kind.get().ordinal()] += seen[1];
          }
        }
      }
    }
    int most = 0;
    int changed = 0;
    for (int i = 0; i < kinds; i++) {
      most = count[i] > count[most] ? i : most;
      changed += count[i];
    }
    return changed == 0
        ? NONE
        : new CoverChange(
            (double) changed / known,
            Optional.of(ChangeKind.values()[most]),
            x[most] / count[most],
            y[most] / count[most]);
  }

  public boolean changed() {
    return share >= CHANGED;
  }

  /** Whether the pair lies between changed and unchanged. */
  public boolean undecided() {
    return share > UNCHANGED && share < CHANGED;
  }
}
