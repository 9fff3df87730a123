package dev.swath.imagery;

import java.util.List;

/**
 * A tile of the OGC tile matrix set WebMercatorQuad. Its text form is {@code z/x/y}, with y growing
 * to the south.
 */
public record TileKey(int z, int x, int y) {
  public TileKey {
    if (z < 0 || z > TileGrid.MAX_ZOOM || x < 0 || y < 0 || x >= 1 << z || y >= 1 << z) {
      throw new IllegalArgumentException("no such tile: " + z + "/" + x + "/" + y);
    }
  }

  /**
   * Parses {@code z/x/y}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TileKey parse(String text) {
    String[] parts = text.split("/");
    try {
      if (parts.length == 3) {
        return new TileKey(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (NumberFormatException e) {
      // Told below, as for any other malformed key.
    }
    throw new IllegalArgumentException("not a tile key of the form z/x/y: " + text);
  }

  /** The tile's box in EPSG:3857. */
  public MercatorBox box() {
    double side = TileGrid.CIRCUMFERENCE / (1 << z);
    double minX = -TileGrid.CIRCUMFERENCE / 2 + x * side;
    double maxY = TileGrid.CIRCUMFERENCE / 2 - y * side;
    return new MercatorBox(minX, maxY - side, minX + side, maxY);
  }

  /** The tile's box in degrees. */
  public GeoBox geoBox() {
    MercatorBox box = box();
    return new GeoBox(
        TileGrid.longitude(box.minX()),
        TileGrid.latitude(box.minY()),
        TileGrid.longitude(box.maxX()),
        TileGrid.latitude(box.maxY()));
  }

  /** The tile's closed ring, longitude and latitude, counter-clockwise as GeoJSON wants it. */
  public List<List<Double>> ring() {
    GeoBox b = geoBox();
    return List.of(
        List.of(b.west(), b.south()),
        List.of(b.east(), b.south()),
        List.of(b.east(), b.north()),
        List.of(b.west(), b.north()),
        List.of(b.west(), b.south()));
  }

  @Override
  public String toString() {
    return z + "/" + x + "/" + y;
  }
}
