package dev.swath.lab.data;

import dev.swath.lab.data.TileSeries.Acquisition;
import dev.swath.lab.data.TileSeries.Sensor;

/**
 * How much of each patch of a view is covered by what: the wanted values of a dense head. The
 * channels are open water, vegetation, bare ground, buildings and roads.
 */
public final class PatchCover {

  public static final int CHANNELS = 4;

  private static final LandCover[] COVERS = {
    LandCover.WATER, LandCover.VEGETATION, LandCover.BARE, LandCover.BUILT
  };

  private static final int SAMPLES = 4;

  private PatchCover() {}

  /**
   * Writes a view's shares, 0 to 1, and whether they are known, 1 or 0, both [patches, CHANNELS].
   *
   * @param side patches a side
   */
  public static void write(
      Acquisition date, Crop crop, Sensor sensor, int side, float[] shares, float[] known, int at) {
    int width = date.image().width();
    int points = side * SAMPLES;
    for (int patch = 0; patch < side * side; patch++) {
      int[] covered = new int[CHANNELS];
      int[] told = new int[CHANNELS];
      for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double[] source =
            crop.source(
                patch % side * SAMPLES + i % SAMPLES, patch / side * SAMPLES + i / SAMPLES, points);
        LandCover cover = date.cover()[pixel(source[1], width) * width + pixel(source[0], width)];
        for (int channel = 0; channel < CHANNELS; channel++) {
          if (tells(sensor, cover, COVERS[channel])) {
            told[channel]++;
            covered[channel] += cover == COVERS[channel] ? 1 : 0;
          }
        }
      }
      for (int channel = 0; channel < CHANNELS; channel++) {
        int index = at + patch * CHANNELS + channel;
        known[index] = told[channel] == SAMPLES * SAMPLES ? 1 : 0;
        shares[index] = (float) covered[channel] / (SAMPLES * SAMPLES);
      }
    }
  }

  /** Whether a pixel of a cover tells if it is of another. */
  private static boolean tells(Sensor sensor, LandCover cover, LandCover asked) {
    if (cover == LandCover.UNKNOWN) {
      return false;
    }
    boolean green = asked == LandCover.VEGETATION;
    boolean bare = asked == LandCover.BARE;
    return switch (sensor) {
      case NAIP -> asked == LandCover.WATER;
      // What is neither water nor green may be bare or built-up
      case LANDSAT -> asked == LandCover.WATER || green;
      // A field may be green or ploughed
      case MADE_UP -> cover != LandCover.FARMLAND || !green && !bare;
    };
  }

  private static int pixel(double place, int width) {
    return (int) Math.max(0, Math.min(width - 1, Math.round(place)));
  }
}
