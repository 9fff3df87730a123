package dev.swath.imagery;

/** A box in WGS 84 degrees that does not cross the antimeridian. */
public record GeoBox(double west, double south, double east, double north) {
  public GeoBox {
    if (!(west <= east && south <= north)) {
      throw new IllegalArgumentException(
          "box is empty or crosses the antimeridian: longitude %s to %s, latitude %s to %s"
              .formatted(west, east, south, north));
    }
  }

  public double centreLongitude() {
    return (west + east) / 2;
  }

  public double centreLatitude() {
    return (south + north) / 2;
  }

  /** Whether the two boxes share at least a point. */
  public boolean intersects(GeoBox other) {
    return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
  }
}
