package dev.swath.lab.data;

import dev.swath.imagery.TileBands;
import java.util.List;

/**
 * The normalised difference water index, (green - NIR) / (green + NIR) (McFeeters 1996), and the
 * threshold from which a scene's pixels are water.
 */
final class WaterIndex {

  private static final int BINS = 40;

  /** Land lies mostly below this index, water above it, in whatever units the scene is. */
  private static final double BETWEEN = 0.15;

  private WaterIndex() {}

  static double of(float green, float nir) {
    return (green - nir) / (green + nir + 1e-6);
  }

  /**
   * The valley between the peaks of land and of water in a scene's histogram. Scenes whose values
   * are not calibrated need one each: the same lake can have 0.25 in one summer and 0.8 in another.
   *
   * @param tiles with the bands green and nir, NaN where there is no data
   */
  static double valley(List<TileBands> tiles) {
    double[] histogram = new double[BINS];
    for (TileBands tile : tiles) {
      float[] green = tile.band("green");
      float[] nir = tile.band("nir");
      for (int i = 0; i < green.length; i++) {
        if (!Float.isNaN(green[i])) {
          histogram[bin(of(green[i], nir[i]))]++;
        }
      }
    }
    return valley(smooth(histogram));
  }

  private static double valley(double[] histogram) {
    int land = highest(histogram, 0, bin(BETWEEN));
    int water = highest(histogram, bin(BETWEEN), BINS);
    int lowest = land;
    for (int i = land; i <= water; i++) {
      // Of equally low ones the one nearest to the water: land has the longer tail
      lowest = histogram[i] <= histogram[lowest] ? i : lowest;
    }
    return (lowest + 0.5) * 2 / BINS - 1;
  }

  private static int bin(double index) {
    return (int) Math.max(0, Math.min(BINS - 1, (index + 1) / 2 * BINS));
  }

  private static int highest(double[] histogram, int from, int to) {
    int highest = from;
    for (int i = from; i < to; i++) {
      highest = histogram[i] > histogram[highest] ? i : highest;
    }
    return highest;
  }

  private static double[] smooth(double[] histogram) {
    double[] smooth = new double[BINS];
    for (int i = 0; i < BINS; i++) {
      double before = histogram[Math.max(0, i - 1)];
      double after = histogram[Math.min(BINS - 1, i + 1)];
      smooth[i] = (before + 2 * histogram[i] + after) / 4;
    }
    return smooth;
  }
}
