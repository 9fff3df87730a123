package dev.swath.imagery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.sis.referencing.operation.matrix.Matrix3;
import org.apache.sis.referencing.operation.transform.MathTransforms;
import org.opengis.referencing.crs.CoordinateReferenceSystem;
import org.opengis.referencing.operation.MathTransform;

/**
 * What a reader has to know of a file: where it lies, what it stores, and its stored values. What
 * the values mean, which overview is read and how it is resampled is decided in {@link RasterAsset}
 * and {@link Resampler}, for all readers alike. Thread-safe.
 */
interface RasterFile extends AutoCloseable {

  /** Width and height in pixels. */
  record Size(int width, int height) {}

  /**
   * Where a file itself says that its pixels lie.
   *
   * @param crs x (or longitude) first
   * @param toCrs from pixel centres
   */
  record Placement(CoordinateReferenceSystem crs, MathTransform toCrs) {
    /**
     * Six numbers from pixel corners (x = t0 column + t1 row + t2, y = t3 column + t4 row + t5) as
     * a transform from pixel centres.
     */
    static MathTransform affine(double... t) {
      double x = t[2] + (t[0] + t[1]) / 2;
      double y = t[5] + (t[3] + t[4]) / 2;
      return MathTransforms.linear(new Matrix3(t[0], t[1], x, t[3], t[4], y, 0, 0, 1));
    }
  }

  /** The full resolution first, then the overviews from fine to coarse. */
  List<Size> sizes();

  /** For each stored band, the value that the file declares as missing. */
  List<OptionalDouble> nodata();

  /** Whether the file marks its last band as alpha. */
  boolean alpha();

  Optional<Placement> placement();

  /**
   * Reads a window as it is stored.
   *
   * @param overview index in {@link #sizes}; the window is in its pixels and lies within it
   * @param bands indices of stored bands
   * @return one row-major array for each of them
   * @throws SceneException if the file is broken
   * @throws IOException if reading failed and may work later
   */
  float[][] read(int overview, int x, int y, int width, int height, int[] bands) throws IOException;

  @Override
  void close();
}
