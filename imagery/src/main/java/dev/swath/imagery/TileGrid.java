package dev.swath.imagery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The OGC tile matrix set WebMercatorQuad (OGC 17-083r4, annex D) for tiles of any size in pixels.
 *
 * @param tileSizePx width and height of a tile in pixels
 */
public record TileGrid(int tileSizePx) {
  public static final int MAX_ZOOM = 24;

  /** The side of the world in EPSG:3857, metres: 2 pi times the WGS 84 semi-major axis. */
  static final double CIRCUMFERENCE = 2 * Math.PI * 6378137.0;

  private static final int GROUP_PX = 1024;

  /** Where the square world ends. */
  static final double MAX_LATITUDE = 85.0511287798066;

  public TileGrid {
    if (tileSizePx < 1) {
      throw new IllegalArgumentException("tile size must be at least one pixel, is " + tileSizePx);
    }
  }

  /**
   * The zoom whose pixels on the ground are nearest, in octaves, to a resolution.
   *
   * @param resolution metres on the ground per pixel
   * @param latitude degrees; a Mercator metre shrinks with its cosine
   */
  public int zoom(double resolution, double latitude) {
    double level0 = CIRCUMFERENCE * Math.cos(Math.toRadians(latitude)) / tileSizePx;
    long zoom = Math.round(Math.log(level0 / resolution) / Math.log(2));
    return (int) Math.max(0, Math.min(MAX_ZOOM, zoom));
  }

  /** The tile that holds a place. */
  public static TileKey at(double longitude, double latitude, int zoom) {
    int n = 1 << zoom;
    double x = (x(longitude) / CIRCUMFERENCE + 0.5) * n;
    double y = (0.5 - y(latitude) / CIRCUMFERENCE) * n;
    return new TileKey(zoom, clamp(x, n), clamp(y, n));
  }

  /**
   * The tiles that touch a box, near ones next to each other so that what they read from a file
   * stays in memory.
   */
  public static List<TileKey> covering(GeoBox box, int zoom) {
    TileKey first = at(box.west(), box.north(), zoom);
    TileKey last = at(box.east(), box.south(), zoom);
    List<TileKey> tiles = new ArrayList<>();
    for (int y = first.y(); y <= last.y(); y++) {
      for (int x = first.x(); x <= last.x(); x++) {
        tiles.add(new TileKey(zoom, x, y));
      }
    }
    tiles.sort(
        Comparator.<TileKey>comparingInt(t -> t.y() >> 4)
            .thenComparingInt(t -> t.x() >> 4)
            .thenComparingInt(TileKey::y)
            .thenComparingInt(TileKey::x));
    return tiles;
  }

  /**
   * Puts tiles that lie together into groups about {@value #GROUP_PX} pixels wide: small enough to
   * hold some of them in memory, large enough that few of them read the same parts of a file.
   */
  public List<List<TileKey>> groups(List<TileKey> tiles) {
    int shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, GROUP_PX / tileSizePx));
    Map<TileKey, List<TileKey>> groups = new LinkedHashMap<>();
    for (TileKey tile : tiles) {
      TileKey group = new TileKey(tile.z(), tile.x() >> shift, tile.y() >> shift);
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(tile);
    }
    return List.copyOf(groups.values());
  }

  public static double x(double longitude) {
    return longitude / 360 * CIRCUMFERENCE;
  }

  public static double y(double latitude) {
    double sin = Math.sin(Math.toRadians(latitude));
    return CIRCUMFERENCE / (4 * Math.PI) * Math.log((1 + sin) / (1 - sin));
  }

  public static double longitude(double x) {
    return x / CIRCUMFERENCE * 360;
  }

  public static double latitude(double y) {
    return Math.toDegrees(Math.atan(Math.sinh(y / CIRCUMFERENCE * 2 * Math.PI)));
  }

  private static int clamp(double index, int n) {
    return (int) Math.max(0, Math.min(n - 1, Math.floor(index)));
  }
}
