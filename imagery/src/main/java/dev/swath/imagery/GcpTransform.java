package dev.swath.imagery;

import com.sun.jna.Pointer;
import java.util.Optional;
import org.apache.sis.referencing.operation.transform.AbstractMathTransform2D;
import org.opengis.referencing.operation.MathTransform2D;
import org.opengis.referencing.operation.Matrix;
import org.opengis.referencing.operation.TransformException;

/**
 * The thin plate splines through a file's ground control points, one from pixel centres to places
 * and one back, as GDAL fits them. Both go through the points; between them they are each other's
 * inverse as nearly as the points say. Thread-safe until it is closed.
 */
final class GcpTransform extends AbstractMathTransform2D implements AutoCloseable {
  private final Gdal gdal;
  private final Pointer splines;
  private final Direction back = new Direction();

  private GcpTransform(Gdal gdal, Pointer splines) {
    this.gdal = gdal;
    this.splines = splines;
  }

  /**
   * @param points an array of GDAL_GCP
   * @return nothing if there is no such spline
   */
  static Optional<GcpTransform> of(Gdal gdal, int count, Pointer points) {
    Pointer splines = gdal.GDALCreateTPSTransformer(count, points, 0);
    return Optional.ofNullable(splines).map(s -> new GcpTransform(gdal, s));
  }

  /** From places to pixel centres. */
  private final class Direction extends AbstractMathTransform2D {
    @Override
    public Matrix transform(
        double[] source, int sourceAt, double[] target, int targetAt, boolean derivative)
        throws TransformException {
      refuse(derivative);
      double[] p = spline(true, source[sourceAt], source[sourceAt + 1]);
      put(target, targetAt, p[0] - 0.5, p[1] - 0.5);
      return null;
    }

    @Override
    public MathTransform2D inverse() {
      return GcpTransform.this;
    }
  }

  @Override
  public Matrix transform(
      double[] source, int sourceAt, double[] target, int targetAt, boolean derivative)
      throws TransformException {
    refuse(derivative);
    // Ground control points count from the corner of the first pixel.
    double[] p = spline(false, source[sourceAt] + 0.5, source[sourceAt + 1] + 0.5);
    put(target, targetAt, p[0], p[1]);
    return null;
  }

  @Override
  public MathTransform2D inverse() {
    return back;
  }

  private double[] spline(boolean backwards, double x, double y) throws TransformException {
    double[] px = {x};
    double[] py = {y};
    int[] ok = new int[1];
    gdal.GDALTPSTransform(splines, backwards ? 1 : 0, 1, px, py, new double[1], ok);
    if (ok[0] == 0) {
      throw new TransformException("no place on the spline for " + x + ", " + y);
    }
    return new double[] {px[0], py[0]};
  }

  private static void put(double[] target, int at, double x, double y) {
    if (target != null) {
      target[at] = x;
      target[at + 1] = y;
    }
  }

  private static void refuse(boolean derivative) throws TransformException {
    if (derivative) {
      throw new TransformException("derivatives of the spline are not computed");
    }
  }

  @Override
  public void close() {
    gdal.GDALDestroyTPSTransformer(splines);
  }
}
