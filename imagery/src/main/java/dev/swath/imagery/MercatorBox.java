package dev.swath.imagery;

/** A box in EPSG:3857, metres; x grows east and y grows north. */
public record MercatorBox(double minX, double minY, double maxX, double maxY) {
  public MercatorBox {
    if (!(minX < maxX && minY < maxY)) {
      throw new IllegalArgumentException(
          "box is empty: x " + minX + " to " + maxX + ", y " + minY + " to " + maxY);
    }
  }

  /** A square box around a place. */
  public static MercatorBox around(double centreX, double centreY, double side) {
    double half = side / 2;
    return new MercatorBox(centreX - half, centreY - half, centreX + half, centreY + half);
  }

  public double width() {
    return maxX - minX;
  }

  public double height() {
    return maxY - minY;
  }
}
