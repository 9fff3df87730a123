package dev.swath.lab.data;

import java.util.Optional;

/** How much of each patch of a pair changed, and in which way. */
public final class PatchChange {

  public static final int KINDS = ChangeKind.values().length;

  private static final int SAMPLES = 4;

  private PatchChange() {}

  /**
   * Writes the share of each patch that changed in each way, [patches, KINDS].
   *
   * @param width pixels a side of the maps
   * @param side patches a side
   */
  public static void write(
      LandCover[] before,
      LandCover[] after,
      int width,
      Crop crop,
      int side,
      float[] shares,
      int at) {
    for (int y = 0; y < side * SAMPLES; y++) {
      for (int x = 0; x < side * SAMPLES; x++) {
        double[] source = crop.source(x, y, side * SAMPLES);
        int pixel = place(source[1], width) * width + place(source[0], width);
        Optional<ChangeKind> kind = ChangeKind.of(before[pixel], after[pixel]);
        if (kind.isPresent()) {
          int patch = y / SAMPLES * side + x / SAMPLES;
          shares[at + patch * KINDS + kind.get().ordinal()] += 1f / (SAMPLES * SAMPLES);
        }
      }
    }
  }

  private static int place(double source, int width) {
    return (int) Math.max(0, Math.min(width - 1, Math.round(source)));
  }
}
