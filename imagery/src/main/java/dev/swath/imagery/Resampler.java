package dev.swath.imagery;

import java.util.Arrays;

/**
 * Bilinear resampling of a raster to a window of the tile grid. The projection is computed exactly
 * at every {@value #STEP}th pixel and linearly between, where it is straight to a small fraction of
 * a pixel.
 */
final class Resampler {
  private static final int STEP = 8;

  private final RasterAsset asset;
  private final int size;
  private final int nodes;
  private final double[] positions;
  private final int level;
  private final int subsamples;

  /**
   * @param box the window
   * @param size its width and height in pixels
   */
  Resampler(RasterAsset asset, MercatorBox box, int size) {
    this.asset = asset;
    this.size = size;
    this.nodes = (size + STEP - 1) / STEP + 1;
    this.positions = positions(box);
    asset.georeference().toPixels(positions);
    double scale = scale();
    this.level = RasterAsset.level(scale);
    // Averaging several samples a pixel keeps fine texture from turning into noise.
    double remaining = scale / (1 << level);
    this.subsamples = Double.isNaN(scale) ? 1 : (int) Math.max(1, Math.round(remaining));
  }

  private double[] positions(MercatorBox box) {
    double[] result = new double[nodes * nodes * 2];
    for (int j = 0; j < nodes; j++) {
      double latitude = TileGrid.latitude(box.maxY() - box.height() * j * STEP / size);
      for (int i = 0; i < nodes; i++) {
        int at = (j * nodes + i) * 2;
        result[at] = TileGrid.longitude(box.minX() + box.width() * i * STEP / size);
        result[at + 1] = latitude;
      }
    }
    return result;
  }

  /** Pixels of the raster for one pixel of the window, from the window's diagonal. */
  private double scale() {
    int last = positions.length - 2;
    double diagonal =
        Math.hypot(positions[last] - positions[0], positions[last + 1] - positions[1]);
    return diagonal / Math.sqrt(2) / ((nodes - 1) * STEP);
  }

  /**
   * Reads the window.
   *
   * @param bands indices of bands in the file
   * @return one row-major array of size x size for each, NaN where there is no data
   */
  float[][] read(int[] bands) {
    float[][] result = new float[bands.length][size * size];
    for (float[] band : result) {
      Arrays.fill(band, Float.NaN);
    }
    double decimation = 1 << level;
    int[] range = sourceRange(decimation);
    if (range == null) {
      return result;
    }
    int w = range[2] - range[0] + 1;
    int h = range[3] - range[1] + 1;
    float[][] source = asset.window(level, range[0], range[1], w, h, bands);
    float[] sum = new float[bands.length];
    int[] count = new int[bands.length];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        Arrays.fill(sum, 0);
        Arrays.fill(count, 0);
        for (int s = 0; s < subsamples * subsamples; s++) {
          double dx = (s % subsamples + 0.5) / subsamples;
          double dy = (s / subsamples + 0.5) / subsamples;
          double column = position(x + dx, y + dy, 0);
          double row = position(x + dx, y + dy, 1);
          if (!inside(column, row)) {
            continue;
          }
          double u = (column + 0.5) / decimation - 0.5 - range[0];
          double v = (row + 0.5) / decimation - 0.5 - range[1];
          for (int b = 0; b < bands.length; b++) {
            float value = bilinear(source[b], w, h, u, v);
            if (!Float.isNaN(value)) {
              sum[b] += value;
              count[b]++;
            }
          }
        }
        for (int b = 0; b < bands.length; b++) {
          if (count[b] * 2 >= subsamples * subsamples) {
            result[b][y * size + x] = sum[b] / count[b];
          }
        }
      }
    }
    return result;
  }

  private boolean inside(double column, double row) {
    return column >= -0.5
        && row >= -0.5
        && column < asset.width() - 0.5
        && row < asset.height() - 0.5;
  }

  /** First and last column and row to read, or null if the window does not touch the raster. */
  private int[] sourceRange(double decimation) {
    double minX = Double.POSITIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < positions.length; i += 2) {
      if (!Double.isNaN(positions[i])) {
        minX = Math.min(minX, positions[i]);
        maxX = Math.max(maxX, positions[i]);
        minY = Math.min(minY, positions[i + 1]);
        maxY = Math.max(maxY, positions[i + 1]);
      }
    }
    if (!(maxX >= -0.5
        && maxY >= -0.5
        && minX < asset.width() - 0.5
        && minY < asset.height() - 0.5)) {
      return null;
    }
    int lastColumn = asset.levelWidth(level) - 1;
    int lastRow = asset.levelHeight(level) - 1;
    return new int[] {
      clamp(Math.floor(minX / decimation) - 1, lastColumn),
      clamp(Math.floor(minY / decimation) - 1, lastRow),
      clamp(Math.ceil(maxX / decimation) + 1, lastColumn),
      clamp(Math.ceil(maxY / decimation) + 1, lastRow)
    };
  }

  private static int clamp(double index, int last) {
    return (int) Math.max(0, Math.min(last, index));
  }

  /** Column (axis 0) or row (axis 1) in the raster of a place in the window. */
  private double position(double x, double y, int axis) {
    int i = (int) (x / STEP);
    int j = (int) (y / STEP);
    double u = x / STEP - i;
    double v = y / STEP - j;
    int at = (j * nodes + i) * 2 + axis;
    int below = at + nodes * 2;
    return (positions[at] * (1 - u) + positions[at + 2] * u) * (1 - v)
        + (positions[below] * (1 - u) + positions[below + 2] * u) * v;
  }

  /** Interpolates between the neighbours that have data; NaN if they weigh less than half. */
  private static float bilinear(float[] band, int w, int h, double u, double v) {
    int x = (int) Math.floor(u);
    int y = (int) Math.floor(v);
    double sum = 0;
    double weights = 0;
    for (int j = 0; j < 2; j++) {
      double rowWeight = j == 0 ? 1 - (v - y) : v - y;
      int row = Math.max(0, Math.min(h - 1, y + j)) * w;
      for (int i = 0; i < 2; i++) {
        double weight = rowWeight * (i == 0 ? 1 - (u - x) : u - x);
        float value = band[row + Math.max(0, Math.min(w - 1, x + i))];
        if (!Float.isNaN(value)) {
          sum += weight * value;
          weights += weight;
        }
      }
    }
    return weights >= 0.5 ? (float) (sum / weights) : Float.NaN;
  }
}
