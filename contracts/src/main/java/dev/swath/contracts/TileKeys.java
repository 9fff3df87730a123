package dev.swath.contracts;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile key lies on Earth. A key is {@code z/x/y} of the OGC TileMatrixSet WebMercatorQuad:
 * row 0 is the northernmost.
 */
public final class TileKeys {

  /** Beyond this zoom a tile is smaller than a centimetre: certainly a mistake. */
  private static final int MAX_ZOOM = 30;

  private static final Pattern KEY = Pattern.compile("(\\d{1,2})/(\\d{1,10})/(\\d{1,10})");

  private TileKeys() {}

  /** The edges of a tile, degrees of longitude and latitude (WGS 84). */
  public record Bounds(double west, double south, double east, double north) {}

  /**
   * The edges of a tile.
   *
   * @throws IllegalArgumentException if {@code tile} is no key of WebMercatorQuad
   */
  public static Bounds bounds(String tile) {
    Matcher key = KEY.matcher(tile);
    if (!key.matches()) {
      throw new IllegalArgumentException(
          "tile '" + tile + "' is not of the form z/x/y, for example 12/2105/1346");
    }
    int zoom = Integer.parseInt(key.group(1));
    long x = Long.parseLong(key.group(2));
    long y = Long.parseLong(key.group(3));
    long side = zoom <= MAX_ZOOM ? 1L << zoom : 0;
    if (x >= side || y >= side) {
      throw new IllegalArgumentException(
          "tile '%s' does not exist: the zoom is at most %d, x and y are less than 2^zoom"
              .formatted(tile, MAX_ZOOM));
    }
    return new Bounds(
        longitude(x, side), latitude(y + 1, side), longitude(x + 1, side), latitude(y, side));
  }

  /**
   * The ring of a tile as in GeoJSON (RFC 7946): [longitude, latitude] pairs, counter-clockwise,
   * the first repeated at the end.
   *
   * @throws IllegalArgumentException if {@code tile} is no key of WebMercatorQuad
   */
  public static List<List<Double>> ring(String tile) {
    Bounds bounds = bounds(tile);
    return List.of(
        List.of(bounds.west(), bounds.south()),
        List.of(bounds.east(), bounds.south()),
        List.of(bounds.east(), bounds.north()),
        List.of(bounds.west(), bounds.north()),
        List.of(bounds.west(), bounds.south()));
  }

  private static double longitude(long column, long side) {
    return column * 360.0 / side - 180.0;
  }

  /** Inverse of the spherical Mercator projection (EPSG:3857). */
  private static double latitude(long row, long side) {
    double y = Math.PI * (1 - 2.0 * row / side);
    return Math.toDegrees(Math.atan(Math.sinh(y)));
  }
}
