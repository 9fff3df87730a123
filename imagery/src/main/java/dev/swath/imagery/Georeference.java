package dev.swath.imagery;

import java.util.Optional;
import org.apache.sis.referencing.CRS;
import org.apache.sis.referencing.CommonCRS;
import org.apache.sis.referencing.crs.AbstractCRS;
import org.apache.sis.referencing.cs.AxesConvention;
import org.apache.sis.referencing.operation.transform.MathTransforms;
import org.opengis.referencing.operation.MathTransform;
import org.opengis.referencing.operation.TransformException;
import org.opengis.util.FactoryException;

/** Where the pixels of a raster lie on Earth. Pixel coordinates are those of pixel centres. */
final class Georeference {
  /** Metres of one degree of a great circle, on the sphere of Web Mercator. */
  private static final double METRES_PER_DEGREE = TileGrid.CIRCUMFERENCE / 360;

  private static final int EDGE_POINTS = 32;

  private final String name;
  private final MathTransform toLonLat;
  private final MathTransform toPixel;
  private final GeoBox bounds;
  private final double resolution;

  /**
   * @param name the asset, for messages
   * @param size of the raster
   * @param own where the file says that it lies
   * @throws SceneException if neither the file nor the Item says where the pixels lie, or they lie
   *     across the antimeridian or beyond the grid of tiles
   */
  Georeference(
      StacAsset asset, String name, RasterFile.Size size, Optional<RasterFile.Placement> own)
      throws FactoryException, TransformException {
    this.name = name;
    RasterFile.Placement placement = own.isPresent() ? own.get() : declared(asset, name);
    MathTransform crsToLonLat =
        CRS.findOperation(placement.crs(), CommonCRS.WGS84.normalizedGeographic(), null)
            .getMathTransform();
    this.toLonLat = MathTransforms.concatenate(placement.toCrs(), crsToLonLat);
    this.toPixel = toLonLat.inverse();
    this.bounds = measureBounds(size.width(), size.height());
    this.resolution = measureResolution(size.width() / 2.0 - 0.5, size.height() / 2.0 - 0.5);
  }

  /** What the Item says, for a file that does not say it. */
  private static RasterFile.Placement declared(StacAsset asset, String name)
      throws FactoryException {
    if (asset.crs().isEmpty() || asset.transform().isEmpty()) {
      throw new SceneException(
          name
              + " has no georeference, and the Item has no proj:code and proj:transform to stand in"
              + " for it");
    }
    // proj:transform is in x, y order whatever the authority says of the axes.
    return new RasterFile.Placement(
        AbstractCRS.castOrCopy(CRS.forCode(asset.crs().get()))
            .forConvention(AxesConvention.RIGHT_HANDED),
        RasterFile.Placement.affine(
            asset.transform().get().stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The box around all pixels. */
  GeoBox bounds() {
    return bounds;
  }

  /** Metres on the ground per pixel in the middle: the root of a pixel's area. */
  double resolution() {
    return resolution;
  }

  /**
   * Replaces longitude and latitude pairs by column and row pairs; a place that cannot be projected
   * becomes NaN.
   */
  void toPixels(double[] pairs) {
    int points = pairs.length / 2;
    double[] source = pairs.clone();
    try {
      toPixel.transform(source, 0, pairs, 0, points);
    } catch (TransformException e) {
      for (int i = 0; i < points; i++) {
        onePixel(source, pairs, i);
      }
    }
  }

  private void onePixel(double[] source, double[] pairs, int index) {
    try {
      toPixel.transform(source, index * 2, pairs, index * 2, 1);
    } catch (TransformException e) {
      pairs[index * 2] = Double.NaN;
      pairs[index * 2 + 1] = Double.NaN;
    }
  }

  private GeoBox measureBounds(double width, double height) throws TransformException {
    double[] edge = new double[EDGE_POINTS * 4 * 2];
    for (int i = 0; i < EDGE_POINTS; i++) {
      double along = (double) i / EDGE_POINTS;
      put(edge, i, along * width, 0);
      put(edge, EDGE_POINTS + i, width, along * height);
      put(edge, 2 * EDGE_POINTS + i, (1 - along) * width, height);
      put(edge, 3 * EDGE_POINTS + i, 0, (1 - along) * height);
    }
    toLonLat.transform(edge, 0, edge, 0, edge.length / 2);
    double west = Double.POSITIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < edge.length; i += 2) {
      double step = Math.abs(edge[i] - edge[(i + 2) % edge.length]);
      if (step > 180 || Math.abs(edge[i]) > 180 + 1e-6) {
        throw new SceneException(
            name + " crosses the antimeridian, which is not supported: cut the scene there");
      }
      if (!(Math.abs(edge[i + 1]) <= TileGrid.MAX_LATITUDE)) {
        throw new SceneException(
            "%s reaches latitude %.2f, but the tile grid ends at 85.05 degrees: cut the scene there"
                .formatted(name, edge[i + 1]));
      }
      west = Math.min(west, edge[i]);
      east = Math.max(east, edge[i]);
      south = Math.min(south, edge[i + 1]);
      north = Math.max(north, edge[i + 1]);
    }
    return new GeoBox(Math.max(-180, west), south, Math.min(180, east), north);
  }

  /** Pixel corner coordinates as pixel centre coordinates. */
  private static void put(double[] pairs, int index, double cornerX, double cornerY) {
    pairs[index * 2] = cornerX - 0.5;
    pairs[index * 2 + 1] = cornerY - 0.5;
  }

  private double measureResolution(double x, double y) throws TransformException {
    double[] p = {x - 0.5, y, x + 0.5, y, x, y - 0.5, x, y + 0.5};
    toLonLat.transform(p, 0, p, 0, 4);
    double shrink = Math.cos(Math.toRadians((p[1] + p[3]) / 2));
    double dx = Math.hypot((p[2] - p[0]) * shrink, p[3] - p[1]);
    double dy = Math.hypot((p[6] - p[4]) * shrink, p[7] - p[5]);
    return Math.sqrt(dx * dy) * METRES_PER_DEGREE;
  }
}
