package dev.swath.lab.scenes;

import dev.swath.imagery.TileGrid;
import java.util.ArrayList;
import java.util.List;
import org.apache.sis.referencing.CRS;
import org.apache.sis.referencing.CommonCRS;
import org.opengis.referencing.operation.MathTransform;
import org.opengis.referencing.operation.TransformException;
import org.opengis.util.FactoryException;

/**
 * Where the invented place lies: north-up pixels of 10 m in UTM zone 31N, in the open sea off Null
 * Island (0 N, 0 E), where no real scene can be mistaken for it. The outlines are such that 4 x 3
 * tiles at zoom {@value #ZOOM} lie wholly inside.
 */
final class SceneGrid {

  static final int EPSG = 32631;

  /** Ground sample distance, m. */
  static final int PIXEL = 10;

  /** Left edge of the first column, m east. */
  static final int EAST = 176_900;

  /** Top edge of the first row, m north. */
  static final int NORTH = 11_680;

  /** The WebMercatorQuad zoom at which a tile of 64 px has about 10 m a pixel, near the equator. */
  static final int ZOOM = 16;

  private final MathTransform toLonLat;

  SceneGrid() {
    try {
      toLonLat =
          CRS.findOperation(
                  CommonCRS.WGS84.universal(0.1, 0.1), CommonCRS.WGS84.normalizedGeographic(), null)
              .getMathTransform();
    } catch (FactoryException e) {
      throw new IllegalStateException("Apache SIS cannot transform EPSG:" + EPSG + " to WGS84", e);
    }
  }

  /** A place on Earth, degrees. */
  record Place(double lon, double lat) {

    /** The tile of WebMercatorQuad at {@link #ZOOM} that holds this place, as "z/x/y". */
    String tile() {
      return TileGrid.at(lon, lat, ZOOM).toString();
    }
  }

  /** The place at (x, y), in pixels from the top left corner. */
  Place at(double x, double y) {
    double[] point = {EAST + x * PIXEL, NORTH - y * PIXEL};
    try {
      toLonLat.transform(point, 0, point, 0, 1);
    } catch (TransformException e) {
      throw new IllegalArgumentException("The pixel (" + x + ", " + y + ") is not on Earth", e);
    }
    return new Place(point[0], point[1]);
  }

  /** The corners of a rectangle of pixels, counter-clockwise, closed: a GeoJSON ring. */
  List<Place> ring(double left, double top, double right, double bottom) {
    List<Place> ring = new ArrayList<>();
    ring.add(at(left, bottom));
    ring.add(at(right, bottom));
    ring.add(at(right, top));
    ring.add(at(left, top));
    ring.add(ring.get(0));
    return ring;
  }
}
